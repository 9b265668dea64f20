// Compares what two devices print of their IPsec settings: transform sets and their mode, and PFS in crypto map entries that mirror each other.
import { type Detector, detector, type Rec, type Report } from '../../../engine/define.ts';
import type { Capture, Model, Tunnel } from '../../../engine/model.ts';
import { type Network, networkOf, sameNetwork } from '../networks.ts';
import { listsIpsec } from '../up.ts';
import { capturesOf, recordsBelow, textOf } from '../values.ts';

export const listedEnds: Detector = detector({
  id: 'listed-ends',
  codes: ['ipsec-proposal-mismatch', 'pfs-mismatch', 'encapsulation-mode-mismatch'],
  run: (model, report) => {
    maps(model, report);
    sets(model, report);
    modes(model, report);
  },
});

interface Listing {
  readonly device: string;
  readonly captures: readonly Capture[];
}

/** The two devices that print this, each by its name; of three nobody knows who meets whom. */
function listings(model: Model, command: string): readonly [Listing, Listing] | undefined {
  const captures = capturesOf(model.captures, command);
  const names = [...new Set(captures.map(({ device }) => device))];
  const [here, there] = names.map((device) => ({
    device: device ?? '',
    captures: captures.filter((capture) => capture.device === device),
  }));
  return names.length === 2 && !names.includes(undefined) && here && there && !isUp(model, names)
    ? [here, there]
    : undefined;
}

/** Where an SA is up the settings are of another time. */
const isUp = (model: Model, devices: readonly (string | undefined)[]): boolean =>
  model.tunnels.some((tunnel) => devices.includes(tunnel.device) && listsIpsec(tunnel));

/** A transform set: its algorithms in one word, and where they stand. */
interface TransformSet {
  readonly algorithms: string;
  readonly start: number;
  readonly end: number;
}

/** The transforms that a record names, in the order of the text: one set, or those of a crypto map entry. */
function setsIn(rec: Rec): TransformSet[] {
  const found: TransformSet[] = [];
  for (const { name, value, start, end } of rec.all) {
    const word = value.toLowerCase();
    const open = found.at(-1);
    if (name === 'encryption') found.push({ algorithms: word, start, end });
    else if (name === 'integrity' && open)
      found.splice(-1, 1, { algorithms: `${open.algorithms} ${word}`, start: open.start, end });
  }
  return found;
}

function sets(model: Model, report: Report): void {
  const pair = listings(model, 'show crypto ipsec transform-set');
  if (!pair) return;
  // The default set is printed beside others, and used only where there are none.
  const [mine, theirs] = pair.map(({ captures }) =>
    captures
      .flatMap(({ root }) => recordsBelow(root, 'set'))
      .filter((rec) => textOf(rec, 'transformSet') !== 'default')
      .flatMap(setsIn),
  );
  compareSets(model, mine ?? [], theirs ?? [], report);
}

function compareSets(
  model: Model,
  mine: readonly TransformSet[],
  theirs: readonly TransformSet[],
  report: Report,
): boolean {
  const [here, there] = [mine[0], theirs[0]];
  if (!here || !there) return false;
  if (mine.some(({ algorithms }) => theirs.some((other) => other.algorithms === algorithms))) return false;
  const listed = (all: readonly TransformSet[]): string => all.map(({ algorithms }) => algorithms).join(', ');
  report({
    code: 'ipsec-proposal-mismatch',
    certainty: 'likely',
    side: 'either',
    evidence: [here, there].map((set) => model.evidence(set, 'cause')),
    attributes: [{ name: 'transform sets', local: listed(mine), remote: listed(theirs) }],
  });
  return true;
}

/** A transform set with the one mode that it negotiates. */
interface SetWithMode {
  readonly rec: Rec;
  readonly algorithms: string;
  readonly mode: string | undefined;
}

/** The sets of a device that the profiles it prints name, or all of them; what is printed again later was changed in between. */
function setsWithMode(model: Model, { device, captures }: Listing): SetWithMode[] {
  const named = capturesOf(model.captures, 'show crypto ipsec profile')
    .filter((capture) => capture.device === device)
    .flatMap(({ root }) => recordsBelow(root, 'profile'))
    .flatMap(({ all }) => all.filter(({ name }) => name === 'transformSet').map(({ value }) => value));
  const last = new Map(
    captures.flatMap(({ root }) => recordsBelow(root, 'set')).map((rec) => [textOf(rec, 'transformSet') ?? '', rec]),
  );
  return [...last]
    .filter(([name]) => (named.length > 0 ? named.includes(name) : name !== 'default'))
    .map(([, rec]) => ({
      rec,
      algorithms: setsIn(rec)
        .map(({ algorithms }) => algorithms)
        .join(', '),
      mode: textOf(rec, 'mode'),
    }));
}

/**
 * IKE v1 is up between two devices whose common transform sets all differ in mode, and no SA protects the GRE between them. Other traffic does not
 * tell: what comes from behind a router goes in tunnel mode whatever the set says.
 */
function modes(model: Model, report: Report): void {
  const pair = listings(model, 'show crypto ipsec transform-set');
  const tunnel = pair && unprotectedGre(model, pair);
  if (!tunnel) return;
  const [mine, theirs] = [setsWithMode(model, pair[0]), setsWithMode(model, pair[1])];
  const common = mine.flatMap((here) =>
    theirs.filter(({ algorithms }) => algorithms === here.algorithms).map((there) => ({ here, there })),
  );
  const [first] = common;
  if (!first || !common.every(({ here, there }) => here.mode && there.mode && here.mode !== there.mode)) return;
  const { here, there } = first;
  report({
    code: 'encapsulation-mode-mismatch',
    certainty: 'likely',
    side: 'either',
    tunnel: tunnel.id,
    peer: tunnel.remote,
    evidence: [here, there].map(({ rec }) => model.evidence(rec.fields.mode ?? rec, 'cause')),
    attributes: [{ name: 'mode', local: here.mode ?? '', remote: there.mode ?? '' }],
    // In a configuration the length stands behind the cipher.
    values: { mode: 'transport', transforms: here.algorithms.replace(/\besp-(\d+)-([a-z]+)/g, 'esp-$2 $1') },
  });
}

/** The tunnel between these devices whose GRE no SA protects, though IKE v1 is up between them. */
function unprotectedGre(model: Model, pair: readonly Listing[]): Tunnel | undefined {
  const ofThese = model.tunnels.filter(({ device }) => pair.some((listing) => listing.device === device));
  const isUpWith = (version: number): boolean =>
    ofThese.some(({ ike }) => ike.some((sa) => sa.version === version && sa.health === 'up'));
  if (!isUpWith(1) || isUpWith(2) || ofThese.some(({ attempts }) => attempts.some(({ childUp }) => childUp)))
    return undefined;
  const waiting = new Set(
    capturesOf(model.captures, 'show dmvpn')
      .filter(({ device }) => pair.some((listing) => listing.device === device))
      .flatMap(({ root }) => recordsBelow(root, 'peer'))
      .filter((row) => textOf(row, 'state') === 'IPSEC')
      .map((row) => textOf(row, 'peer')),
  );
  return ofThese.find(
    ({ ipsec, remote }) =>
      (remote !== undefined && waiting.has(remote)) ||
      ipsec.some(
        ({ health, rec }) =>
          health === 'down' && [textOf(rec, 'protocol'), textOf(rec, 'remoteProtocol')].some((one) => one === '47'),
      ),
  );
}

function maps(model: Model, report: Report): void {
  const pair = listings(model, 'show crypto map');
  if (!pair) return;
  const [mine, theirs] = pair.map(({ captures }) =>
    lastOfEach(captures.flatMap(({ root }) => recordsBelow(root, 'map'))),
  );
  for (const here of mine ?? []) {
    const there = theirs?.find((other) => mirrors(here, other));
    if (there && !compareSets(model, setsIn(here), setsIn(there), report)) comparePfs(model, here, there, report);
  }
}

/** An entry that is printed again later was changed in between. */
function lastOfEach(entries: readonly Rec[]): Rec[] {
  const name = (rec: Rec): string => `${textOf(rec, 'map')} ${textOf(rec, 'sequence')}`;
  return [...new Map(entries.map((rec) => [name(rec), rec])).values()];
}

function comparePfs(model: Model, here: Rec, there: Rec, report: Report): void {
  const [mine, theirs] = [here, there].map((rec) => {
    const asked = textOf(rec, 'pfs');
    return asked === undefined ? undefined : asked === 'Y' ? (textOf(rec, 'group') ?? 'yes') : 'none';
  });
  if (mine === undefined || theirs === undefined || mine === theirs) return;
  report({
    code: 'pfs-mismatch',
    certainty: 'likely',
    side: 'either',
    evidence: [here, there].map((rec) => model.evidence(rec.fields.group ?? rec.fields.pfs ?? rec, 'cause')),
    attributes: [{ name: 'PFS', local: mine, remote: theirs }],
  });
}

type Ends = readonly [source: Network, destination: Network];

/** Each line of one list is the other way round in the other list. */
function mirrors(one: Rec, other: Rec): boolean {
  const [mine, theirs] = [linesOf(one), linesOf(other)];
  return (
    mine.length > 0 &&
    mine.length === theirs.length &&
    mine.every((line) =>
      theirs.some((image) => line && image && sameNetwork(line[0], image[1]) && sameNetwork(line[1], image[0])),
    )
  );
}

const linesOf = (rec: Rec): (Ends | undefined)[] =>
  rec.all.filter(({ name }) => name === 'aclEntry').map(({ value }) => endsOf(value));

/** `permit ip 10.1.0.0 0.0.255.255 host 192.0.2.9` */
function endsOf(line: string): Ends | undefined {
  const words = line.split(/\s+/).slice(2);
  const next = (): Network | undefined => {
    const word = words.shift();
    if (word === 'host') return networkOf(words.shift());
    return word === 'any' ? networkOf(word) : networkOf(word, words.shift());
  };
  const [source, destination] = [next(), next()];
  return source && destination && words.length === 0 ? [source, destination] : undefined;
}
