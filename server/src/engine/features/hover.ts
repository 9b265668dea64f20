// What a hover says: what the device said, what it usually means, the evidence here, what to do next, the fix, the sources. Never the diagnostic again.
import type { Catalogue, Fact, Health } from '../define.ts';
import type { Analysis, Capture, Certainty, Finding, Occurrence, Span } from '../model.ts';
import { factTopic } from './facts.ts';
import { type Lookup, lookupOf } from './lookup.ts';
import { attemptOf, factAt, factsOnLine, lineOf, lineSpan, lineTextAt, overlaps, recordsAt, wordAt } from './places.ts';
import { type Lines, lines, type Prose, say, words } from './prose.ts';
import { type Identity, identityAt, normalSpi } from './same.ts';
import { attemptSummary, timeTopic } from './times.ts';
import { type Topic, termTopic } from './topics.ts';

export interface Hover extends Span {
  /** The word under the mouse, or else the line. */
  readonly title: Prose;
  readonly health?: Health;
  /** What it is, in plain words. */
  readonly said: readonly Prose[];
  /** What it usually means. */
  readonly usually: readonly Prose[];
  /** What the device said with the whole line, where the hover is about a word of it. */
  readonly line: readonly Prose[];
  /** What this text knows of it. */
  readonly here: readonly Prose[];
  /** What the line proves: in full where the problem is underlined, else as one link. */
  readonly findings: readonly (Proof | Link)[];
  readonly next: readonly Next[];
  readonly sources: readonly string[];
}

interface Next {
  readonly command: string;
  readonly where: string;
  readonly why: string;
}

interface Proof {
  readonly kind: 'proof';
  readonly code: string;
  readonly certainty: Certainty;
  readonly explanation: Prose;
  /** What it may be, best first, where the text cannot tell. */
  readonly candidates: readonly { readonly code: string; readonly why: string }[];
  readonly values: readonly Prose[];
  readonly evidence: Prose;
  readonly next: readonly Next[];
  readonly fix: Finding['fix'];
}

interface Link {
  readonly kind: 'link';
  readonly code: string;
  /** Where the problem is underlined; none on that line itself. */
  readonly home: Lines | undefined;
}

const mostEvidence = 8;

/** The hover at an offset; none where nothing is known. */
export function hoverAt(analysis: Analysis, catalogue: Catalogue, offset: number): Hover | undefined {
  const lookup = lookupOf(catalogue);
  const line = lineOf(analysis, offset);
  const occurrence = analysis.messageAt(line);
  const capture = analysis.captureAt(line);
  const time = timeTopic(analysis, offset, occurrence);
  const findings = time ? [] : findingsOn(analysis, line, offset);
  const word = time ?? wordTopic(analysis, lookup, offset, occurrence, capture);
  const message = occurrence && !time && messageTopic(analysis, occurrence, findings, !word);
  const topic =
    word ?? message ?? (capture && commandTopic(analysis, capture, line)) ?? evidenceTopic(analysis, findings, line);
  if (!topic) return undefined;
  const under = message && word ? message : undefined;
  const span = topic.start <= offset && offset <= topic.end ? topic : lineSpan(analysis, line);
  return {
    start: span.start,
    end: span.end,
    title: topic.title,
    ...(topic.health ? { health: topic.health } : {}),
    said: topic.said,
    usually: topic.usually,
    line: under ? [...under.said, ...under.usually] : [],
    here: [...topic.here, ...(under?.here ?? [])],
    findings: findings.map((finding) => proofOf(analysis, finding, line, word)),
    next: topic.next ?? [],
    sources: unique(
      [topic, ...(under ? [under] : []), ...findings].flatMap(({ sources }) => sources),
      (source) => source,
    ).slice(0, 3),
  };
}

/**
 * In full where the problem is underlined, unless the mouse is on a word that is only a part of it: then, and on all other lines of
 * evidence, a link. What asks for nothing is a link as well.
 */
function proofOf(analysis: Analysis, finding: Finding, line: number, word: Span | undefined): Proof | Link {
  const { code, certainty, explanation, candidates, attributes, evidence, next, fix } = finding;
  const first = evidence[0] as Span;
  const home = lineOf(analysis, first.start);
  const covers = !word || (word.start <= first.start && first.end <= word.end);
  const asks = next.length + fix.length + candidates.length > 0;
  if (home !== line || !covers || !asks) return { kind: 'link', code, home: home === line ? undefined : lines(home) };
  return {
    kind: 'proof',
    code,
    certainty,
    explanation: words(explanation),
    candidates: candidates.slice(0, 4),
    values: attributes.map(
      ({ name, local, remote }): Prose => [
        `${name}: `,
        ...(local ? ['here ', ...say`${local}`] : []),
        ...(local && remote ? [', '] : []),
        ...(remote ? ['peer ', ...say`${remote}`] : []),
      ],
    ),
    evidence: evidenceLinks(analysis, finding),
    next: next.slice(0, 1),
    fix: certainty === 'possible' ? [] : fix,
  };
}

/** Every line of evidence, in the order of the text: what they say, the problem beside the hover shows. */
function evidenceLinks(analysis: Analysis, { evidence }: Finding): Prose {
  const all = [...new Set(evidence.map(({ start }) => lineOf(analysis, start)))].sort((a, b) => a - b);
  const shown = all.slice(0, mostEvidence).flatMap((line, index): Prose => [...(index > 0 ? [', '] : []), lines(line)]);
  return [...shown, all.length > mostEvidence ? ` and ${all.length - mostEvidence} more` : ''];
}

/** Findings with evidence at the offset, or else on the line; causes first. */
function findingsOn(analysis: Analysis, line: number, offset: number): readonly Finding[] {
  const whole = lineSpan(analysis, line);
  const at = { start: offset, end: offset };
  const touching = (span: Span) =>
    analysis.findings.filter((finding) => finding.evidence.some((evidence) => overlaps(evidence, span)));
  const exact = touching(at);
  const found = exact.length > 0 ? exact : touching(whole);
  // What is only possible is left to the report where something better is known.
  const better = found.filter((finding) => finding.certainty !== 'possible');
  return (better.length > 0 ? better : found).slice(0, 2);
}

function wordTopic(
  analysis: Analysis,
  lookup: Lookup,
  offset: number,
  occurrence: Occurrence | undefined,
  capture: Capture | undefined,
): Topic | undefined {
  const read = factAt(analysis, offset);
  const word = factFromWord(analysis, offset);
  // An SPI in decimal is read as a number, and is an SPI all the same.
  const fact = word?.kind === 'spi' ? word : (read ?? word);
  const version = occurrence && lookup.ikeOf(occurrence.message);
  const topicOf = (one: Fact): Topic | undefined =>
    factTopic(analysis, lookup, one, capture, recordsAt(analysis, offset), version);
  const known = fact && topicOf(fact);
  if (known) return known;
  const { text, start } = lineTextAt(analysis, offset);
  const term = lookup.termsIn(text).find((found) => found.start + start <= offset && offset <= found.end + start);
  if (term)
    return termTopic(term.term, { start: start + term.start, end: start + term.end }, text.slice(term.start, term.end));
  const port = portAt(text, offset - start);
  if (port) return topicOf({ ...port, start: start + port.start, end: start + port.end });
  // The words before a value are its label, and are asked about as often as the value.
  const labelled = occurrence ? undefined : labelledFact(analysis, offset);
  return labelled && topicOf(labelled);
}

/** `dport 500`, `my_port 500`, `port = 4500`; `198.51.100.7/500`, `198.51.100.7:4500`. */
const ports = [/\w{0,12}port[ =:]{0,3}(\d{1,5})\b/gi, /[\d.]{7,15}[/:](\d{1,5})\b/g];

function portAt(text: string, at: number): Fact | undefined {
  for (const [index, pattern] of ports.entries())
    for (const { 0: all, 1: value = '', index: from } of text.matchAll(pattern)) {
      const end = from + all.length;
      const start = index === 0 ? from : end - value.length;
      if (start <= at && at <= end) return { name: 'port', kind: 'port', value, start, end };
    }
  return undefined;
}

const longestLabel = 48;

/** The value that the words at an offset are the label of: the next one on the line, with nothing but words between. */
function labelledFact(analysis: Analysis, offset: number): Fact | undefined {
  const word = wordAt(analysis, offset);
  const fact = word && factsOnLine(analysis, lineOf(analysis, offset)).find(({ start }) => start >= offset);
  if (!fact || fact.start - word.start > longestLabel) return undefined;
  return /^[\w #:=.'()/-]*$/.test(analysis.text.slice(word.start, fact.start))
    ? { ...fact, start: word.start }
    : undefined;
}

/** Words that can be nothing else count as facts also in lines nobody understood. */
function factFromWord(analysis: Analysis, offset: number): Fact | undefined {
  const identity = identityAt(analysis, offset);
  if (!identity || !wordAt(analysis, offset)) return undefined;
  if (identity.kind === 'spi' && !isKnownSpi(analysis, identity)) return undefined;
  const kinds = { spi: 'spi', cookie: 'cookie', address: 'ip', id: 'id', name: 'name' } as const;
  const { start, end, value } = identity;
  return { name: identity.name ?? '', kind: kinds[identity.kind], value, start, end };
}

/** Handles and pointers are hexadecimal numbers too: an SPI is what a tunnel has, or what is called so. */
function isKnownSpi(analysis: Analysis, { value, start }: Identity): boolean {
  if (/spi\W{0,4}(?:0x)?$/i.test(analysis.text.slice(Math.max(0, start - 12), start))) return true;
  const spi = normalSpi(value);
  return analysis.tunnels.some(({ ipsec }) =>
    ipsec.some(({ inboundSpi, outboundSpi }) =>
      [inboundSpi, outboundSpi].some((one) => one !== undefined && normalSpi(one) === spi),
    ),
  );
}

function messageTopic(analysis: Analysis, occurrence: Occurrence, findings: readonly Finding[], alone: boolean): Topic {
  const { message } = occurrence;
  const attempt = attemptOf(analysis, occurrence);
  const here: Prose[] = [];
  // A claim that became no finding was taken back by what came later: that is worth saying on a line that looks like the fault.
  const withdrawn = message.says?.some((claim) => !claim.lasting) && findings.length === 0;
  if (withdrawn && attempt?.recovered)
    here.push(words('Not the fault: this negotiation, or the next one with the same peer, got past it.'));
  if (attempt && alone && findings.length === 0) here.push(...attemptSummary(attempt, occurrence));
  return {
    start: occurrence.start,
    end: occurrence.end,
    title: words('What the device said'),
    ...(message.health ? { health: message.health } : {}),
    said: [words(message.means)],
    usually: [
      ...(message.harmless ? [words('It looks alarming and is harmless by itself.')] : []),
      ...(message.operator ? [words('Somebody at the keyboard caused this line; it is no fault.')] : []),
    ],
    here,
    sources: message.sources ?? [],
  };
}

function commandTopic(analysis: Analysis, capture: Capture, line: number): Topic | undefined {
  const definition = capture.definition;
  const span = lineSpan(analysis, line);
  if (!definition || line !== capture.startLine || span.start === span.end) return undefined;
  return {
    ...span,
    title: say`${capture.command}`,
    said: [words(definition.means)],
    usually: [],
    here: capture.device ? [say`Taken on ${capture.device}.`] : [],
    sources: definition.sources ?? [],
  };
}

/** Evidence of which nothing more is known. */
function evidenceTopic(analysis: Analysis, findings: readonly Finding[], line: number): Topic | undefined {
  if (findings.length === 0) return undefined;
  const span = lineSpan(analysis, line);
  return { ...span, title: words('What this line shows'), said: [], usually: [], here: [], sources: [] };
}

function unique<T>(items: readonly T[], key: (item: T) => string): readonly T[] {
  const seen = new Set<string>();
  return items.filter((item) => !seen.has(key(item)) && seen.add(key(item)));
}
