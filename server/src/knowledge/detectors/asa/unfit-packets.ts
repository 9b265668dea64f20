// Judges the ESP packets that an ASA logs as unfit: for an SA that it does not hold, or with a packet inside that is not for that SA.
import type { Report } from '../../../engine/define.ts';
import type { Model, Occurrence } from '../../../engine/model.ts';
import { contains, fieldOf, groupBy, prefixOf } from '../values.ts';
import { evidence } from './log-lines.ts';

const spanOf = (lines: readonly Occurrence[]): number => {
  const times = lines.map(({ time }) => time).filter((time) => time !== undefined);
  return times.length < 2 ? 0 : Math.max(...times) - Math.min(...times);
};

/** ESP for an SA that is not here: once around a rekey is normal, the same SPI again and again is not. */
export function unknownSpi(model: Model, report: Report): void {
  const lines = ['asa.402114', 'pix.402101', 'asa.710006.esp']
    .flatMap((id) => model.occurrences(id))
    .sort((a, b) => a.start - b.start);
  for (const [, group] of groupBy(lines, (line) => fieldOf(line, 'peer') ?? '')) {
    const most = [...groupBy(group, (line) => (fieldOf(line, 'spi') ?? '').toLowerCase()).values()].reduce(
      (best, list) => (list.length > best.length ? list : best),
    );
    const persistent = most.length >= 3 || spanOf(most) >= 120_000;
    const spi = fieldOf(most[0], 'spi');
    report({
      code: 'invalid-spi',
      certainty: persistent ? 'certain' : 'likely',
      severity: persistent ? 'error' : 'warning',
      side: 'remote',
      peer: fieldOf(group[0], 'peer'),
      evidence: evidence(model, most),
      detail: { persistence: persistent ? 'persistent' : 'transient' },
      values: spi === undefined ? {} : { spi },
      count: group.length,
    });
  }
}

/** 402116, on PIX 6 402103: the packet inside lies outside the networks of its SA. Both are in the line. */
export function innerPackets(model: Model, report: Report): void {
  const lines = [...model.occurrences('asa.402116'), ...model.occurrences('pix.402103')];
  const lost = lines.filter(isWithoutAddress);
  if (lost.length > 0)
    report({
      code: 'harmless-message',
      certainty: 'certain',
      evidence: evidence(model, lost).map((span) => ({ ...span, role: 'context' })),
      values: { what: 'a host without a lease sends with an address of its own making, 169.254.x.x' },
      detail: { reason: 'link-local' },
      count: lost.length,
    });
  for (const [, group] of groupBy(
    lines.filter((line) => !lost.includes(line)),
    (line) => `${fieldOf(line, 'peer')} ${fieldOf(line, 'remoteProxy')}`,
  )) {
    const first = group[0] as Occurrence;
    const [source, destination, remote, local] = ['innerSrc', 'innerDst', 'remoteProxy', 'localProxy'].map((name) =>
      fieldOf(first, name),
    );
    const wrongSource = outside(source, remote);
    report({
      code: 'proxy-id-mismatch',
      certainty: 'certain',
      side: 'remote',
      peer: fieldOf(first, 'peer'),
      evidence: evidence(model, group),
      count: group.length,
      title: `Packets${source ? ` from ${source}` : ''} come through a tunnel that is not meant for them: the peer’s access list or its NAT differs`,
      ...(source && destination && remote && local
        ? {
            attributes: [
              ...(wrongSource === false
                ? []
                : [{ name: 'source of the packet', local: `the SA allows ${short(remote)}`, remote: source }]),
              ...(outside(destination, local) === false
                ? []
                : [{ name: 'destination of the packet', local: `the SA allows ${short(local)}`, remote: destination }]),
            ],
          }
        : {}),
      candidates: [{ code: 'nat-exemption-missing', why: 'The peer translates the source before it encrypts.' }],
      next: [
        {
          command: 'show crypto ipsec sa peer {peer}',
          why: 'The local and remote ident lines are the networks that were agreed.',
          where: 'local',
        },
        {
          command: 'show nat detail',
          why: 'At the peer: is this traffic translated before it is encrypted?',
          where: 'remote',
        },
      ],
    });
  }
}

/**
 * A host without a lease takes an address of 169.254.0.0/16, which no router forwards (RFC 3927): what it sends to the right network says nothing of
 * the networks that were agreed. Between route-based ends these are the addresses of tunnel interfaces: then the destination is one of them, too.
 */
function isWithoutAddress(line: Occurrence): boolean {
  const [source, destination, local] = ['innerSrc', 'innerDst', 'localProxy'].map((name) => fieldOf(line, name));
  return outside(source, linkLocal) === false && outside(destination, local) === false;
}
const linkLocal = '169.254.0.0/16';

const short = (proxy: string): string => proxy.replace(/(?:\/(?:ip|0)){1,2}$/, '');

/** Whether an address lies outside a network; undefined where either cannot be read. */
function outside(address: string | undefined, network: string | undefined): boolean | undefined {
  const [base, mask] = (network ?? '').split('/');
  const prefix = prefixOf(base, mask);
  const host = prefixOf(address);
  return prefix && host ? !contains(prefix, host) : undefined;
}
