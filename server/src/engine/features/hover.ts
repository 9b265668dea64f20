// What a hover says: what the device said, what it usually means, the evidence here, what to do next, the fix, the sources. Never the diagnostic again.
import type { Catalogue, Fact, Health } from '../define.ts';
import type { Analysis, Capture, Certainty, Finding, Occurrence, Span } from '../model.ts';
import { factTopic } from './facts.ts';
import { type Lookup, lookupOf } from './lookup.ts';
import { attemptOf, factAt, lineOf, lineSpan, lineTextAt, longestLine, overlaps, recordsAt, wordAt } from './places.ts';
import { lines, type Prose, say, words } from './prose.ts';
import { identityAt } from './same.ts';
import { attemptSummary, timeTopic } from './times.ts';
import { type Topic, termTopic } from './topics.ts';

export interface Hover extends Span {
  readonly title: Prose;
  readonly health?: Health;
  /** What the device said, in plain words. */
  readonly said: readonly Prose[];
  /** What it usually means. */
  readonly usually: readonly Prose[];
  /** What it means here, as sure as the findings are that rest on it. */
  readonly meanings: readonly { readonly certainty: Certainty; readonly text: Prose }[];
  /** What it may be, best first, where the text cannot tell. */
  readonly candidates: readonly { readonly code: string; readonly why: string }[];
  /** Evidence in this text. */
  readonly here: readonly Prose[];
  readonly next: readonly { readonly command: string; readonly where: string; readonly why: string }[];
  readonly fix: readonly { readonly config: readonly string[]; readonly where: string; readonly why: string }[];
  readonly sources: readonly string[];
  /** Codes of the findings that this line is evidence of: they have a page each. */
  readonly codes: readonly string[];
}

const mostEvidence = 5;

/** The hover at an offset; none where nothing is known. */
export function hoverAt(analysis: Analysis, catalogue: Catalogue, offset: number): Hover | undefined {
  const lookup = lookupOf(catalogue);
  const line = lineOf(analysis, offset);
  const occurrence = analysis.messageAt(line);
  const capture = analysis.captureAt(line);
  const time = timeTopic(analysis, offset, occurrence);
  const findings = time ? [] : findingsOn(analysis, line, offset);
  const topics = time ? [time] : topicsAt(analysis, lookup, offset, occurrence, capture);
  const message = occurrence && !time && messageTopic(analysis, occurrence, findings, topics.length === 0);
  const typed = topics.length === 0 && !message && capture && commandTopic(analysis, capture, line);
  const all = [...topics, ...(message ? [message] : []), ...(typed ? [typed] : [])];
  const first = all[0];
  if (!first && findings.length === 0) return undefined;
  const whole = lineSpan(analysis, line);
  const span = first && first.start <= offset && offset <= first.end ? first : whole;
  return {
    start: span.start,
    end: span.end,
    title: first?.title ?? [`Evidence of `, { quoted: findings[0]?.code ?? '' }],
    ...(first?.health ? { health: first.health } : {}),
    said: all.flatMap((topic) => topic.said),
    usually: all.flatMap((topic) => topic.usually),
    meanings: findings.map(({ certainty, explanation }) => ({ certainty, text: words(explanation) })),
    candidates: findings.flatMap((finding) => finding.candidates).slice(0, 4),
    here: [...all.flatMap((topic) => topic.here), ...evidenceOf(analysis, findings)],
    next: unique(
      [...findings.flatMap((finding) => finding.next), ...all.flatMap((topic) => topic.next ?? [])],
      (next) => next.command,
    ).slice(0, 2),
    fix: findings.flatMap((finding) => (finding.certainty === 'possible' ? [] : finding.fix)).slice(0, 2),
    sources: unique(
      [...all.flatMap((topic) => topic.sources), ...findings.flatMap((finding) => finding.sources)],
      (source) => source,
    ).slice(0, 4),
    codes: findings.map((finding) => finding.code),
  };
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

function topicsAt(
  analysis: Analysis,
  lookup: Lookup,
  offset: number,
  occurrence: Occurrence | undefined,
  capture: Capture | undefined,
): readonly Topic[] {
  const read = factAt(analysis, offset);
  const word = factFromWord(analysis, offset);
  // An SPI in decimal is read as a number, and is an SPI all the same.
  const fact = word?.kind === 'spi' ? word : (read ?? word);
  const version = occurrence && lookup.ikeOf(occurrence.message);
  const topic = fact && factTopic(analysis, lookup, fact, capture, recordsAt(analysis, offset), version);
  if (topic) return [topic];
  const { text, start } = lineTextAt(analysis, offset);
  const term = lookup.termsIn(text).find((found) => found.start + start <= offset && offset <= found.end + start);
  if (!term) return [];
  return [termTopic(term.term, { start: start + term.start, end: start + term.end }, text.slice(term.start, term.end))];
}

/** Words that can be nothing else count as facts also in lines nobody understood. */
function factFromWord(analysis: Analysis, offset: number): Fact | undefined {
  const identity = identityAt(analysis, offset);
  if (!identity || !wordAt(analysis, offset)) return undefined;
  const kinds = { spi: 'spi', cookie: 'cookie', address: 'ip', id: 'id', name: 'name' } as const;
  const { start, end, value } = identity;
  return { name: identity.name ?? '', kind: kinds[identity.kind], value, start, end };
}

function messageTopic(analysis: Analysis, occurrence: Occurrence, findings: readonly Finding[], alone: boolean): Topic {
  const { message } = occurrence;
  const attempt = attemptOf(analysis, occurrence);
  const here: Prose[] = [];
  // A claim that became no finding was taken back by what came later: that is worth saying on a line that looks like the fault.
  const withdrawn = message.says?.some((claim) => !claim.lasting) && findings.length === 0;
  if (withdrawn && attempt?.recovered)
    here.push(words('Not the fault: this negotiation, or the next one with the same peer, got past it.'));
  if (attempt && alone) here.push(...attemptSummary(attempt, occurrence));
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

function evidenceOf(analysis: Analysis, findings: readonly Finding[]): readonly Prose[] {
  const seen = new Set<number>();
  const links: Prose[] = [];
  for (const { start, end, role } of findings.flatMap(({ evidence }) => evidence)) {
    const line = lineOf(analysis, start);
    if (seen.has(line) || links.length === mostEvidence) continue;
    seen.add(line);
    links.push([lines(line), ` (${role}): `, { excerpt: excerptOf(analysis, { start, end }) }]);
  }
  const values = findings.flatMap(({ attributes }) =>
    attributes.map(
      ({ name, local, remote }): Prose => [
        `${name}: `,
        ...(local ? ['here ', ...say`${local}`] : []),
        ...(local && remote ? [', '] : []),
        ...(remote ? ['peer ', ...say`${remote}`] : []),
      ],
    ),
  );
  const repeats = findings.flatMap(({ count }) => (count > 1 ? [words(`Seen ${count} times.`)] : []));
  return [...values, ...links, ...repeats];
}

/** A value alone says little: then the whole line is shown. */
function excerptOf(analysis: Analysis, span: Span): Span {
  if (span.end - span.start >= 24) return span;
  const line = lineSpan(analysis, lineOf(analysis, span.start));
  const text = analysis.text.slice(line.start, Math.min(line.end, line.start + longestLine));
  return { start: line.start + text.length - text.trimStart().length, end: line.start + text.trimEnd().length };
}

function unique<T>(items: readonly T[], key: (item: T) => string): readonly T[] {
  const seen = new Set<string>();
  return items.filter((item) => !seen.has(key(item)) && seen.add(key(item)));
}
