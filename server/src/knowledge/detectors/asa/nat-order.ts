// Judges the order of translation rules that `show nat` prints: the rule that leaves tunnel traffic alone must stand before the general one.
import { type Detector, detector, type Rec, type Report } from '../../../engine/define.ts';
import type { Capture, Model } from '../../../engine/model.ts';
import { capturesOf, contains, numberIn, type Prefix, prefixOf, recordsBelow, textOf } from '../values.ts';

/** One rule, in the order in which the firewall tries them. */
interface NatRule {
  readonly from: string;
  readonly to: string;
  readonly kind: 'static' | 'dynamic';
  /** What stands behind `static` or `dynamic`. */
  readonly words: readonly string[];
  /** Network of the first object, which `show nat detail` prints. */
  readonly source: Prefix | undefined;
  readonly hits: number | undefined;
  readonly rec: Rec;
}

export const asaNatOrder: Detector = detector({
  id: 'asa-nat-order',
  codes: ['nat-exemption-missing'],
  run: (model, report) => {
    for (const capture of capturesOf(model.captures, 'show nat')) judge(model, shownRules(capture), report);
    // Without a crypto map or tunnel the rules bear on no tunnel.
  },
});

function judge(model: Model, rules: readonly NatRule[], report: Report): void {
  for (const [at, exemption] of rules.entries()) {
    if (!isExemption(exemption) || (exemption.hits ?? 0) > 0) continue;
    const general = rules.slice(0, at).find((rule) => shadows(rule, exemption));
    if (!general) continue;
    report({
      code: 'nat-exemption-missing',
      certainty: 'likely',
      side: 'local',
      evidence: [model.evidence(general.rec, 'cause'), model.evidence(exemption.rec, 'symptom')],
      title: 'The rule that leaves tunnel traffic alone stands behind the general translation, which is tried first',
    });
    return;
  }
}

/** `source static A A destination static B B`: both ends keep their addresses. */
const isExemption = ({ kind, words }: NatRule): boolean =>
  kind === 'static' &&
  words[0] === words[1] &&
  words[2] === 'destination' &&
  words[3] === 'static' &&
  words[4] === words[5] &&
  words[4] !== undefined;

/** A dynamic rule for every destination that takes the sources of the exemption, between the same interfaces. */
function shadows(rule: NatRule, exemption: NatRule): boolean {
  const same = (one: string, other: string): boolean => one === other || one === 'any' || other === 'any';
  if (rule.kind !== 'dynamic' || rule.words.includes('destination') || rule.words.includes('inactive')) return false;
  if (!same(rule.from, exemption.from) || !same(rule.to, exemption.to)) return false;
  const [source] = rule.words;
  return (
    source === 'any' ||
    source === exemption.words[0] ||
    (rule.source !== undefined && exemption.source !== undefined && contains(rule.source, exemption.source))
  );
}

const shownRules = (capture: Capture): NatRule[] =>
  recordsBelow(capture.root, 'rule').map((rec) => ({
    from: textOf(rec, 'from') ?? '',
    to: textOf(rec, 'to') ?? '',
    kind: textOf(rec, 'kind') === 'dynamic' ? 'dynamic' : 'static',
    words: (textOf(rec, 'source') ?? '').split(/\s+/),
    source: prefixOf(textOf(rec, 'origin')?.split(',')[0]),
    hits: numberIn(rec.fields.hits),
    rec,
  }));
