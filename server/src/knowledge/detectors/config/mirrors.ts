// Compares what two ends protect: each line of a list against its mirror image at the other end.
import { type End, keysTowards, type Link, reaches } from './ends.ts';
import { type Flow, isMirror, isWholesale, meetsMirror, mirrorLine } from './lists.ts';
import { closestPolicies } from './policies.ts';
import { closestSets, differingSecrecy, sameMode } from './transforms.ts';
import { kindOf, type Say } from './tunnel-peers.ts';
import { eitherLine, nameOf } from './ways-out.ts';

/** The causes that two configurations exclude by fitting: what is left must lie elsewhere. */
export function excluded({ here, there }: Link): ReadonlySet<string> {
  const common = here.versions.filter((version) => there.versions.includes(version));
  const version = common.at(-1);
  const codes = new Set<string>();
  if (version === undefined) return codes;
  if (closestPolicies(here, there, version)?.names.length === 0)
    codes.add('ike-policy-mismatch').add('auth-method-mismatch');
  const sets = closestSets(here, there);
  if (sets?.common) codes.add('ipsec-proposal-mismatch');
  if (sets?.common && (version === 2 || sameMode(sets))) codes.add('encapsulation-mode-mismatch');
  if (!differingSecrecy(here, there)) codes.add('pfs-mismatch');
  const [mine, theirs] = [here.flows ?? [], there.flows ?? []];
  const mirrored = withoutMirror(mine, theirs).length + withoutMirror(theirs, mine).length === 0;
  if (here.entry && there.entry && mine.length > 0 && mirrored) codes.add('proxy-id-mismatch');
  if (reaches(here, there) === 'fits' && reaches(there, here) === 'fits')
    codes.add('peer-not-configured').add('crypto-map-not-matched');
  const [a, b] = [keysTowards(here, there.address, version), keysTowards(there, here.address, version)];
  if (a.length > 0 && b.length > 0) codes.add('psk-missing');
  if (a.length === 1 && b.length === 1 && a[0]?.secret !== undefined && a[0].secret === b[0]?.secret)
    codes.add('psk-mismatch');
  return codes;
}

/** The flows of one end that have no mirror image on the other. */
export const withoutMirror = (mine: readonly Flow[], theirs: readonly Flow[]): Flow[] =>
  mine.filter((flow) => !theirs.some((other) => isMirror(flow, other)));

/** Each line of one crypto access list must stand, ends swapped, in the other. */
export function compareMirrors(here: End, there: End, version: 1 | 2, say: Say): void {
  if (!here.flows || !there.flows) return;
  const whole = here.entry && there.tunnel ? here : there.entry && here.tunnel ? there : undefined;
  if (whole) {
    interfaceAgainstMap(whole, whole === here ? there : here, version, say);
    return;
  }
  if (!here.entry || !there.entry || here.flows.length === 0 || there.flows.length === 0) return;
  const lonely = withoutMirror(here.flows, there.flows);
  const strangers = withoutMirror(there.flows, here.flows);
  const [left, right] = [lonely[0], strangers[0]];
  if (!left && !right) return;
  const names = [nameOf(here.config, 'one end'), nameOf(there.config, 'the other')] as const;
  const narrowing = [...lonely, ...strangers].every((flow) =>
    [...(here.flows ?? []), ...(there.flows ?? [])].some((other) => other !== flow && meetsMirror(flow, other)),
  );
  say(
    'proxy-id-mismatch',
    [left?.rule.rec, right?.rule.rec].filter((rec) => rec !== undefined),
    {
      // IKEv2 may agree on the part that both have.
      ...(version === 2 && narrowing ? { certainty: 'likely' as const } : {}),
      attributes: [
        {
          name: 'crypto access list',
          local: left?.rule.text ?? 'no such line',
          remote: right?.rule.text ?? 'no such line',
        },
      ],
      title: mirrorTitle(names, left, right),
      fix: eitherLine(here, there, missingLines(here, strangers), missingLines(there, lonely)).filter(
        ({ config }) => config.length > 0,
      ),
    },
  );
}

function mirrorTitle(names: readonly [string, string], left: Flow | undefined, right: Flow | undefined): string {
  const [has, lacks] = left ? names : [names[1], names[0]];
  const title =
    left && right
      ? `The crypto access lists of ${names[0]} and ${names[1]} are not mirrors: each has a line that the other lacks`
      : `${lacks} has no mirror image of a line in the crypto access list of ${has}`;
  return title.length <= 120
    ? title
    : 'The crypto access lists are not mirrors: a line of one end has no counterpart on the other';
}

/** Lines that an end lacks, as it would write them itself; more than a few are not worth typing. */
export function missingLines({ config, entry, rules }: End, lonely: readonly Flow[]): string[] {
  const name = entry?.acl ?? '<access list>';
  const dialect = config.asa ? 'asa' : 'ios';
  const lines = lonely.slice(0, 4).map((flow) => mirrorLine(dialect, flow));
  const more = lonely.length > 4 ? [`! and ${lonely.length - 4} more`] : [];
  if (lines.length === 0) return [];
  if (config.asa) return [...lines.map((line) => `access-list ${name} extended ${line}`), ...more];
  if (/^\d+$/.test(name)) return [...lines.map((line) => `access-list ${name} ${line}`), ...more];
  const heading = lines[0]?.startsWith('permit ipv6') ? `ipv6 access-list ${name}` : `ip access-list extended ${name}`;
  return rules.length === 0 ? [] : [heading, ...lines.map((line) => ` ${line}`), ...more];
}

/** A tunnel interface in IPsec mode offers any to any; a crypto map with networks refuses that in IKEv1 and narrows it in IKEv2. */
function interfaceAgainstMap(map: End, tunnel: End, version: 1 | 2, say: Say): void {
  if (!tunnel.tunnel || kindOf(tunnel.tunnel) !== 'IPsec' || map.flows === undefined || map.flows.length === 0) return;
  if (map.flows.some(isWholesale)) return;
  const rule = map.rules[0];
  const mode = tunnel.tunnel?.block.lines.find(({ text }) => /^tunnel mode /.test(text));
  if (!rule) return;
  say('proxy-id-mismatch', [rule.rec, (mode ?? tunnel.tunnel?.block ?? tunnel).rec], {
    ...(version === 2 ? { certainty: 'likely' as const } : {}),
    attributes: [{ name: 'protected traffic', local: rule.text, remote: 'any to any (tunnel interface)' }],
    title: 'A crypto map with networks meets a tunnel interface, which always asks for any to any',
  });
}
