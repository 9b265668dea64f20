// Judges several tunnel interfaces of one device that have the same source and the same protection: each of them has to say that it shares it.
import { type Detector, detector, type Report } from '../../../engine/define.ts';
import type { Model } from '../../../engine/model.ts';
import { sharing } from '../overlay/events.ts';
import { capturesOf, groupBy, recordsBelow, textOf } from '../values.ts';
import { configsOf, type Interface } from './model.ts';

export const sharedProtection: Detector = detector({
  id: 'shared-protection',
  codes: ['config-incomplete'],
  run: unshared,
});

const isShared = ({ block }: Interface): boolean =>
  block.lines.some(({ text }) => /^tunnel protection ipsec profile \S+ .{0,60}\bshared\b/.test(text));

/** Multipoint tunnels with one source and one profile, of which one that is switched on is shown down: each needs the word that lets them share. */
function unshared(model: Model, report: Report): void {
  for (const { device, interfaces } of configsOf(model)) {
    const multipoint = interfaces.filter(
      ({ tunnel, shut }) => /^gre multipoint/.test(tunnel.mode ?? '') && tunnel.source && tunnel.profile && !shut,
    );
    const groups = groupBy(multipoint, ({ tunnel }) => `${tunnel.source} ${tunnel.profile} ${tunnel.vrf}`);
    const shown = capturesOf(model.captures, 'show interfaces tunnel')
      .filter((capture) => capture.device === device)
      .flatMap(({ root }) => recordsBelow(root, 'interface'))
      .filter(({ fields }) => fields.admin?.value === 'up' && fields.line?.value === 'down');
    for (const group of groups.values()) {
      const bare = group.filter((one) => !isShared(one));
      const [first] = bare;
      const down = shown.find((rec) => group.some(({ name }) => name === textOf(rec, 'interface')));
      if (group.length < 2 || !first || !down) continue;
      const missing = `tunnel protection ipsec profile ${first.tunnel.profile} shared`;
      report({
        code: 'config-incomplete',
        certainty: 'likely',
        side: 'local',
        evidence: [...bare.map(({ block }) => model.evidence(block.rec, 'cause')), model.evidence(down, 'symptom')],
        title: `${group.map(({ name }) => name).join(' and ')} have one source and one IPsec profile, and not each of them says "shared": ${textOf(down, 'interface')} stays down`,
        explanation: `${sharing} Put the word on all of them, or give each its own profile.`,
        values: { entry: `interface ${first.name}`, missing },
        fix: [
          {
            where: 'local',
            platform: 'ios',
            config: bare.flatMap(({ name }) => [`interface ${name}`, ` ${missing}`]),
            why: 'All of them share one set of SAs then. IOS-XE shuts a tunnel whose protection is changed: no shutdown afterwards.',
          },
        ],
      });
    }
  }
}
