// Compares the template from which a hub makes its tunnels with the tunnel that a spoke builds to it: GRE and IPsec do not understand each other.
import { type Detector, detector } from '../../../engine/define.ts';
import type { Model } from '../../../engine/model.ts';
import { isIpsecUp } from '../up.ts';
import { callsOf, numberOf, templatesOf } from './calls.ts';
import { type Config, configsOf, type Interface } from './model.ts';
import { kindOf } from './tunnel-peers.ts';

export const configTemplates: Detector = detector({
  id: 'config-templates',
  codes: ['tunnel-mode-mismatch'],
  run: (model, report) => {
    for (const { hub, tunnel, destination } of callsOf(configsOf(model))) {
      const [template, ...more] = templatesOf(hub);
      // Which of several a spoke gets is decided by the profile that it meets.
      if (!template || more.length > 0 || takesBoth(hub)) continue;
      const [mine, theirs] = [kindOf(tunnel), kindOf(template)];
      if (!mine || !theirs || mine === theirs || isUp(model, destination)) continue;
      report({
        code: 'tunnel-mode-mismatch',
        certainty: 'likely',
        side: 'either',
        peer: destination,
        evidence: [tunnel, template].map((one) => model.evidence(modeLine(one), 'cause')),
        values: { interface: tunnel.name, localMode: mine, remoteMode: theirs },
        attributes: [{ name: 'tunnel mode', local: mine, remote: theirs }],
        fix: [
          {
            where: 'local',
            platform: 'ios',
            config: [`interface ${tunnel.name}`, ` tunnel mode ${theirs === 'GRE' ? 'gre ip' : 'ipsec ipv4'}`],
            why: 'On the spoke, as the template of the hub has it.',
          },
          {
            where: 'remote',
            platform: 'ios',
            ike: 2,
            config: ['crypto ikev2 profile <profile>', ` virtual-template ${numberOf(template)} mode auto`],
            why: 'Or let the hub find out which of the two a spoke asks for.',
          },
        ],
      });
    }
  },
});

/** `virtual-template 1 mode auto`: whatever the template says, the mode is the one that the spoke asks for. */
const takesBoth = ({ blocks }: Config): boolean =>
  blocks.some(({ lines }) => lines.some(({ text }) => /^virtual-template \d+ mode auto/.test(text)));

const modeLine = ({ block }: Interface) => (block.lines.find(({ text }) => /^tunnel mode /.test(text)) ?? block).rec;

const isUp = (model: Model, peer: string | undefined): boolean =>
  model.tunnels.some((tunnel) => tunnel.remote === peer && isIpsecUp(tunnel));
