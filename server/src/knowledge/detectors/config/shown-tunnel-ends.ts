// Compares the two ends of a tunnel as show interfaces prints them: the key, and what packets are wrapped in.
import type { Rec, Report } from '../../../engine/define.ts';
import type { Capture, Model } from '../../../engine/model.ts';
import { prefixOf, textOf } from '../values.ts';
import { bothGre, differ, shownKind } from './tunnel-kinds.ts';

interface Shown {
  readonly rec: Rec;
  readonly capture: Capture;
}

export function compareShown(model: Model, all: readonly Shown[], report: Report): void {
  const shown = lastLooks(all);
  shown.forEach((one, at) => {
    for (const other of shown.slice(at + 1))
      if (areTwo(one, other) && (oppose(one.rec, other.rec) || areOfOneCloud(one, other)))
        compareEnds(model, one.rec, other.rec, report);
  });
}

/** An interface that a device shows again was changed in between. */
const lastLooks = (shown: readonly Shown[]): readonly Shown[] =>
  shown.filter(
    ({ rec, capture: { device } }, at) =>
      device === undefined ||
      !shown
        .slice(at + 1)
        .some(
          (later) => later.capture.device === device && textOf(later.rec, 'interface') === textOf(rec, 'interface'),
        ),
  );

/** Of two devices, as far as the text names them; no device has two interfaces of one name. */
const areTwo = (one: Shown, other: Shown): boolean =>
  one.capture.device === undefined ||
  one.capture.device !== other.capture.device ||
  textOf(one.rec, 'interface') === textOf(other.rec, 'interface');

const oppose = (a: Rec, b: Rec): boolean => {
  const there = textOf(a, 'destination') !== undefined && textOf(a, 'destination') === textOf(b, 'source');
  const back = textOf(b, 'destination') !== undefined && textOf(b, 'destination') === textOf(a, 'source');
  return there || back;
};

/** Ends of a multipoint tunnel name no destination: two devices with different addresses in the same network of it. */
function areOfOneCloud(one: Shown, other: Shown): boolean {
  const isMultipoint = ({ rec }: Shown): boolean =>
    /^multi-GRE/i.test(textOf(rec, 'transport') ?? '') && textOf(rec, 'destination') === undefined;
  const networkIn = ({ rec }: Shown): string | undefined => {
    const prefix = prefixOf(textOf(rec, 'address'), textOf(rec, 'bits'));
    return prefix && textOf(rec, 'bits') !== undefined ? `${prefix.address}/${prefix.length}` : undefined;
  };
  return (
    one.capture.device !== undefined &&
    other.capture.device !== undefined &&
    one.capture.device !== other.capture.device &&
    isMultipoint(one) &&
    isMultipoint(other) &&
    textOf(one.rec, 'address') !== textOf(other.rec, 'address') &&
    networkIn(one) !== undefined &&
    networkIn(one) === networkIn(other)
  );
}

function compareEnds(model: Model, a: Rec, b: Rec, report: Report): void {
  const [mine, theirs] = [a.fields.key, b.fields.key];
  if (mine && theirs && mine.value !== theirs.value)
    report({
      code: 'tunnel-key-mismatch',
      certainty: 'certain',
      side: 'either',
      evidence: [model.evidence(mine, 'cause'), model.evidence(theirs, 'cause')],
      values: { localKey: mine.value, remoteKey: theirs.value },
      attributes: [{ name: 'tunnel key', local: mine.value, remote: theirs.value }],
    });
  const [t, u] = [a.fields.transport, b.fields.transport];
  if (!t || !u) return;
  const kinds = [shownKind(t.value), shownKind(u.value)] as const;
  if (!differ(...kinds)) return;
  const name = textOf(a, 'interface');
  report({
    code: 'tunnel-mode-mismatch',
    certainty: 'certain',
    side: 'either',
    evidence: [model.evidence(t, 'cause'), model.evidence(u, 'cause')],
    values: { localMode: t.value, remoteMode: u.value, ...(name === undefined ? {} : { interface: name }) },
    attributes: [{ name: 'tunnel mode', local: t.value, remote: u.value }],
    ...(kinds.includes('IPsec') ? {} : { fix: bothGre(name ?? 'Tunnel<n>', 'either') }),
  });
}
