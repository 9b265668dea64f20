// Compares the template from which a hub makes its tunnels with the tunnel that a spoke builds to it: GRE and IPsec do not understand each other.
import { type Detector, detector } from '../../engine/define.ts';
import type { Model } from '../../engine/model.ts';
import { addressesOf, tunnelsOf } from './config-ends.ts';
import { type Config, configsOf, type Interface } from './config-model.ts';
import { kindOf } from './config-tunnel-peers.ts';
import { isIpsecUp } from './values.ts';

export const configTemplates: Detector = detector({
  id: 'config-templates',
  codes: ['tunnel-mode-mismatch'],
  run: (model, report) => {
    const configs = configsOf(model).filter(
      (config) => !config.asa && (templatesOf(config).length > 0 || builtBy(config).length > 0),
    );
    for (const hub of configs) {
      const [template, ...more] = templatesOf(hub);
      // Which of several a spoke gets is decided by the profile that it meets.
      if (!template || more.length > 0 || takesBoth(hub)) continue;
      for (const spoke of configs.filter((config) => config !== hub && isOtherDevice(config, hub)))
        for (const tunnel of leadingTo(hub, spoke, configs.length === 2)) {
          const { destination } = tunnel.tunnel;
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
    }
  },
});

const template = /^Virtual-Template(\d{1,5})typetunnel$/i;
const numberOf = ({ name }: Interface): string => template.exec(name)?.[1] ?? '<number>';

const templatesOf = ({ interfaces }: Config): readonly Interface[] =>
  interfaces.filter(({ name, tunnel, shut }) => template.test(name) && tunnel.profile !== undefined && !shut);

/** `virtual-template 1 mode auto`: whatever the template says, the mode is the one that the spoke asks for. */
const takesBoth = ({ blocks }: Config): boolean =>
  blocks.some(({ lines }) => lines.some(({ text }) => /^virtual-template \d+ mode auto/.test(text)));

/** Parts of one configuration stand apart at times. */
const isOtherDevice = (one: Config, other: Config): boolean =>
  one.device !== other.device || (one.headed && other.headed);

/** The protected tunnels that it builds to somebody. */
const builtBy = (config: Config): readonly Interface[] =>
  tunnelsOf(config).filter(({ tunnel }) => tunnel.destination !== undefined && tunnel.profile !== undefined);

/** Those of a spoke to this hub; its only one, where the hub shows no address and the text no third device with tunnels. */
function leadingTo(hub: Config, spoke: Config, alone: boolean): readonly Interface[] {
  const built = builtBy(spoke);
  const known = addressesOf(hub);
  if (known.length > 0) return built.filter(({ tunnel }) => known.includes(tunnel.destination as string));
  return alone && built.length === 1 ? built : [];
}

const modeLine = ({ block }: Interface) => (block.lines.find(({ text }) => /^tunnel mode /.test(text)) ?? block).rec;

const isUp = (model: Model, peer: string | undefined): boolean =>
  model.tunnels.some((tunnel) => tunnel.remote === peer && isIpsecUp(tunnel));
