// Compares the post-quantum pre-shared keys (PPK) that two IKEv2 keyrings hold for each other: named differently, different, or required and not there.
import type { Rec, Reported } from '../../../engine/define.ts';
import type { Model } from '../../../engine/model.ts';
import { postQuantumKey } from '../ike/ikev2-syslog.ts';
import { isIpsecUp, listsIke } from '../up.ts';
import { endsOf, type KeyHolder, keyedPeer, keysTowards } from './ends.ts';
import type { Config, Statement } from './model.ts';
import { readable } from './parts.ts';

/** What the peer block of a keyring says of the key that is mixed in. */
interface QuantumKey {
  /** The peer block: where it holds no such key, the line of its pre-shared key. */
  readonly rec: Rec;
  readonly kind: 'manual' | 'dynamic' | undefined;
  /** Only keys that are entered by hand have a name in the configuration. */
  readonly id: string | undefined;
  readonly secret: string | undefined;
  readonly required: boolean;
}

/** None where the text does not hold the peer block that is used. */
function quantumKeyOf(end: KeyHolder, address: string | undefined): QuantumKey | undefined {
  const [key] = keysTowards(end, address, 2);
  const ring = end.config.blocks.find(
    ({ text, lines }) => /^crypto ikev2 keyring /.test(text) && lines.some(({ rec }) => rec === key?.rec),
  );
  const apart = end.profile?.block.lines.findLast(({ text }) => /^keyring ppk /.test(text))?.words[2];
  // A profile may take these keys from a ring of their own.
  if (!key || !ring || end.config.filtered || (apart !== undefined && apart !== key.keyring)) return undefined;
  const at = ring.lines.findIndex(({ rec }) => rec === key.rec);
  const isPeer = ({ text }: Statement): boolean => /^peer /.test(text);
  const next = ring.lines.findIndex((line, index) => index > at && isPeer(line));
  const from = ring.lines.findLastIndex((line, index) => index < at && isPeer(line));
  const lines = ring.lines.slice(Math.max(0, from), next < 0 ? undefined : next);
  const line = lines.findLast(({ text }) => /^(?:no )?ppk /.test(text));
  if (!line || line.text.startsWith('no '))
    return { rec: key.rec, kind: undefined, id: undefined, secret: undefined, required: false };
  const manual = /^ppk manual id (\S+) key (.+)$/.exec(line.text);
  const required = / required$/.test(line.text);
  const words = (manual?.[2] ?? '').split(' ').filter((word) => word !== 'required');
  return {
    rec: line.rec,
    kind: manual ? 'manual' : 'dynamic',
    id: manual?.[1],
    secret: words[0] === 'hex' ? undefined : readable(words),
    required,
  };
}

type Say = (code: string, records: readonly Rec[], more?: Omit<Partial<Reported>, 'code' | 'evidence'>) => void;

/** An end, and the address that the other one sees where that is known. */
type Side = KeyHolder & { readonly address?: string | undefined };

/**
 * Two excerpts of nothing but a keyring and a profile, for one peer each, beside a debug in which nothing comes up. Which tunnels they
 * belong to is not shown; a key of another name fails just as well where the two are one device before and after.
 */
export function loneKeyrings({ captures, tunnels }: Model, configs: readonly Config[]): readonly [Side, Side][] {
  const nameless = configs.filter(({ device }) => device === undefined);
  const [here, there] = nameless.map(keyringAlone);
  if (nameless.length !== 2 || !here || !there || here.peers[0] === there.peers[0]) return [];
  const peers = [...here.peers, ...there.peers];
  const comesUp = tunnels.some(
    (tunnel) => peers.includes(tunnel.remote ?? '') && (listsIke(tunnel) || isIpsecUp(tunnel)),
  );
  return captures.some(({ kind }) => kind === 'debug') && !comesUp ? [[here, there]] : [];
}

function keyringAlone(config: Config): Side | undefined {
  const [profile, ...more] = config.ikeProfiles;
  const peers = keyedPeer(config);
  const isAlone = endsOf(config).length === 0 && profile?.version === 2 && more.length === 0 && peers.length === 1;
  return isAlone ? { config, profile, peers } : undefined;
}

/** One that is not required is left out where the other end does not have it; one that both know by the same name has to be the same. */
export function compareQuantumKeys(here: Side, there: Side, say: Say): void {
  const [mine, theirs] = [quantumKeyOf(here, there.address), quantumKeyOf(there, here.address)];
  if (!mine || !theirs) return;
  const required = mine.required || theirs.required;
  const said = (local: string, remote: string): Omit<Partial<Reported>, 'code' | 'evidence'> => ({
    title: postQuantumKey.title,
    explanation: postQuantumKey.explanation,
    candidates: [],
    next,
    fix,
    attributes: [{ name: 'post-quantum key (PPK)', local, remote }],
  });
  if (mine.kind !== theirs.kind) {
    // Where one end fetches it from a server, its name is not in the configuration.
    const missing = mine.kind === undefined || theirs.kind === undefined;
    if (!required) return;
    say('authentication-failed', [mine.rec, theirs.rec], {
      ...said(named(mine), named(theirs)),
      ...(missing ? {} : { certainty: 'likely' as const }),
    });
    return;
  }
  if (mine.kind !== 'manual') return;
  const otherName = mine.id !== theirs.id;
  const otherKey = mine.secret !== undefined && theirs.secret !== undefined && mine.secret !== theirs.secret;
  if ((otherName && required) || (!otherName && otherKey))
    say('authentication-failed', [mine.rec, theirs.rec], said(named(mine), named(theirs)));
}

const named = ({ kind, id, required }: QuantumKey): string =>
  kind === undefined ? 'none' : `${kind}${id === undefined ? '' : ` ${id}`}${required ? ', required' : ''}`;

const next = [
  {
    command: 'show crypto ikev2 stats',
    why: 'Counts sessions that failed for a post-quantum key: of another name, not to be had, or not accepted.',
    where: 'either',
    platform: 'ios',
    ike: 2,
  },
] as const;
const fix = [
  {
    where: 'either',
    platform: 'ios',
    ike: 2,
    config: ['crypto ikev2 keyring <name>', ' peer <name>', '  ppk manual id <same-name> key <same-key> required'],
    why: 'The same key under the same name on both ends. While only one end has it, leave "required" out there: the tunnel then comes up without it.',
  },
] as const;
