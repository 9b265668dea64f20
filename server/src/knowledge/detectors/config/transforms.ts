// Compares the transform sets, modes and forward secrecy of two ends.
import type { Rec } from '../../../engine/define.ts';
import { covers, networkOf } from '../networks.ts';
import type { End } from './ends.ts';
import type { Block, Policy } from './model.ts';
import { offered } from './policies.ts';
import type { Say } from './tunnel-peers.ts';
import { eitherLine } from './ways-out.ts';

/** Sets that two ends share, or the first of each. */
export function closestSets(
  here: End,
  there: End,
): { readonly mine: Policy; readonly theirs: Policy; readonly common: boolean } | undefined {
  const all = here.sets.flatMap((mine) =>
    there.sets.map((theirs) => ({ mine, theirs, common: mine.offers.some((one) => theirs.offers.includes(one)) })),
  );
  const shared = all.filter(({ common }) => common);
  return shared.find(({ mine, theirs }) => mine.values.mode === theirs.values.mode) ?? shared[0] ?? all[0];
}

/** `isTried`: the text shows something of a tunnel, so that the two ends do not work as they are written. */
export function compareTransforms(here: End, there: End, version: 1 | 2, say: Say, isTried: boolean): void {
  const closest = closestSets(here, there);
  const secrecy = differingSecrecy(here, there);
  if (!closest || closest.common) {
    const differs = closest !== undefined && version === 1 && sameMode(closest) === false;
    if (differs && (isTried || !(areForwarded(here, closest.mine) || areForwarded(there, closest.theirs))))
      modes(here, there, closest, say);
    if (secrecy) pfs(here, there, version, say);
    return;
  }
  const { mine, theirs } = closest;
  const attributes = [
    { name: 'transform set', local: mine.values.transforms ?? '', remote: theirs.values.transforms ?? '' },
    ...(secrecy ? [{ name: 'PFS', local: here.pfs ?? 'none', remote: there.pfs ?? 'none' }] : []),
  ];
  say('ipsec-proposal-mismatch', [mine.rec, theirs.rec], {
    attributes,
    title: offered(here, there, attributes[0]),
    fix: eitherLine(here, there, setLines(here, mine, theirs), setLines(there, theirs, mine)),
  });
}

/** The set of the other end, under the own name. */
function setLines({ config: { asa, blocks } }: End, own: Policy, wanted: Policy): string[] {
  const offer = wanted.offers[0] ?? '';
  const heading = blocks.find(({ rec }) => rec === own.rec)?.text ?? '';
  if (heading.includes('ipsec-proposal')) {
    const [cipher = '', hash = ''] = offer.split(' ');
    return [
      heading,
      ` protocol esp encryption ${cipher
        .replace('esp-', '')
        .replace('gcm', 'aes-gcm')
        .replace(/^aes-128$/, 'aes')}`,
      ` protocol esp integrity ${
        hash === ''
          ? 'null'
          : hash
              .replace(/^esp-(.*)-hmac$/, '$1')
              .replace(/^sha$/, 'sha-1')
              .replace(/^sha(\d)/, 'sha-$1')
      }`,
    ];
  }
  const words = asa
    ? offer.replace('aes-128', 'aes')
    : offer.replace(/(aes|gcm|gmac)-128/g, '$1').replace(/(aes|gcm|gmac)-(\d)/g, '$1 $2');
  return [`crypto ipsec ${asa ? 'ikev1 ' : ''}transform-set ${own.name} ${words}`];
}

/** `show crypto map` does not show the mode. IKEv2 asks for transport mode by a notify: where the other end has tunnel mode, both use that. */
export function sameMode({ mine, theirs }: { readonly mine: Policy; readonly theirs: Policy }): boolean | undefined {
  const modes = [mine.values.mode, theirs.values.mode];
  return modes.includes('unknown') ? undefined : modes[0] === modes[1];
}

/**
 * A router with transport mode protects nothing but what other hosts send: those packets go in tunnel mode whatever the set says. See the command
 * `mode (IPsec)` in https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/security/m1/sec-m1-cr-book.html
 */
const areForwarded = ({ config, entry, flows, address }: End, { values }: Policy): boolean =>
  values.mode === 'transport' &&
  !config.asa &&
  entry !== undefined &&
  flows !== undefined &&
  flows.length > 0 &&
  flows.every(({ source }) => !covers(source, networkOf(address) ?? source));

function modes(
  here: End,
  there: End,
  { mine, theirs }: { readonly mine: Policy; readonly theirs: Policy },
  say: Say,
): void {
  const of = ({ config }: End, set: Policy): Block | undefined => config.blocks.find(({ rec }) => rec === set.rec);
  /** Without the line it is tunnel mode. */
  const lines = (end: End, set: Policy): Rec[] => [
    ...(of(end, set)?.lines.filter(({ text }) => /^mode /.test(text)) ?? []).map(({ rec }) => rec),
    set.rec,
  ];
  const set = (end: End, own: Policy, wanted: Policy): string[] => [
    of(end, own)?.text ?? `crypto ipsec transform-set ${own.name} ${own.values.transforms ?? '<transforms>'}`,
    ` mode ${wanted.values.mode}`,
  ];
  say('encapsulation-mode-mismatch', [...lines(here, mine), ...lines(there, theirs)], {
    certainty: 'likely',
    attributes: [{ name: 'mode', local: mine.values.mode ?? '', remote: theirs.values.mode ?? '' }],
    ...(here.config.asa || there.config.asa
      ? {}
      : { fix: eitherLine(here, there, set(here, mine, theirs), set(there, theirs, mine)) }),
  });
}

/** `set pfs` without a group is the default group of the release, which may be the one that the other end names. */
export const differingSecrecy = (here: End, there: End): boolean =>
  here.pfs !== there.pfs &&
  !here.isPart &&
  !there.isPart &&
  !([here.pfs, there.pfs].includes('on') && here.pfs !== undefined && there.pfs !== undefined);

function pfs(here: End, there: End, version: 1 | 2, say: Say): void {
  const line = (end: End): Rec => pfsLine(end) ?? end.rec;
  const set = (end: End, other: End): string[] => secrecyLines(end, other.pfs);
  const oneSided = here.pfs === undefined || there.pfs === undefined;
  say('pfs-mismatch', [line(here), line(there)], {
    ...(oneSided || version === 2 ? { certainty: 'likely' as const } : {}),
    attributes: [{ name: 'PFS', local: here.pfs ?? 'none', remote: there.pfs ?? 'none' }],
    ...(version === 2
      ? {
          severity: 'warning' as const,
          title: 'Perfect forward secrecy differs: with IKEv2 the first SA comes up and the rekey fails',
        }
      : {}),
    fix: eitherLine(here, there, set(here, there), set(there, here)),
  });
}

export const pfsLine = ({ config, entry, rec }: End): Rec | undefined => {
  const flat = config.blocks.find(
    ({ text }) => entry !== undefined && text.startsWith(`crypto map ${entry.map} ${entry.sequence} set pfs`),
  );
  return (
    flat?.rec ?? config.blocks.find((block) => block.rec === rec)?.lines.find(({ text }) => /^set pfs/.test(text))?.rec
  );
};

function secrecyLines({ config: { asa, blocks }, entry, rec }: End, group: string | undefined): string[] {
  const line = group === undefined ? 'set pfs' : `set pfs${group === 'on' ? '' : ` ${group}`}`;
  const no = group === undefined ? 'no ' : '';
  const map = entry && `crypto map ${entry.map} ${entry.sequence}`;
  if (map && asa) return [`${no}${map} ${line}`];
  const profile = blocks.find((block) => block.rec === rec)?.text ?? 'crypto ipsec profile <profile>';
  return [map ? `${map} ipsec-isakmp` : profile, ` ${no}${line}`];
}
