// The report for a terminal: verdict first, then each finding with its evidence, what to do, and the steps of each tunnel.
import type { Analysis, Finding, Severity } from '../engine/model.ts';
import { visible } from './escape.ts';
import type { Document } from './json.ts';
import { maskLine } from './secrets.ts';
import { evidencePlaces, printableLine } from './source.ts';
import {
  CERTAINTY_NAMES,
  checklist,
  clip,
  FOLLOWS,
  firstOf,
  isExplained,
  placeOfFix,
  ranked,
  rankedTunnels,
  STATUS_NAMES,
  STEP_NAMES,
  sideOf,
  WHERE_NAMES,
} from './words.ts';

export interface TextOptions {
  readonly color?: boolean;
  readonly severity?: Severity;
  /** Columns of the terminal. */
  readonly width?: number;
}

/** A terminal is no place for a thousand tunnels. */
const MOST = 20;

type Paint = (style: 'bold' | 'dim' | 'red' | 'yellow' | 'green' | 'cyan', text: string) => string;

const STYLES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;
const painter =
  (color: boolean): Paint =>
  (style, text) =>
    color ? `\u001b[${STYLES[style]}m${text}\u001b[0m` : text;

const SEVERITY_STYLES = { error: 'red', warning: 'yellow', information: 'cyan', hint: 'dim' } as const;
const STATUS_STYLES = { fault: 'red', undetermined: 'yellow', healthy: 'green', 'no-crypto': 'dim' } as const;
const STEP_MARKS = { pass: ['green', 'pass   '], fail: ['red', 'fail   '], unknown: ['dim', 'unknown'] } as const;

export function textReport(documents: readonly Document[], options: TextOptions = {}): string {
  const paint = painter(options.color === true);
  return documents.map((document) => documentText(document, paint, options)).join('\n');
}

function documentText(document: Document, paint: Paint, { severity, width = 100 }: TextOptions): string {
  const { file, analysis, linesBefore = 0 } = document;
  const { verdict } = analysis;
  const out: string[] = [];
  const style = STATUS_STYLES[verdict.status];
  out.push(
    `${paint('bold', visible(file))}: ${paint(style, STATUS_NAMES[verdict.status])}${verdict.primary ? ` ${paint('bold', verdict.primary)}` : ''}`,
  );
  out.push(...wrapped(say(verdict.summary), width, '  '), '');
  const findings = ranked(analysis, severity);
  const faults = firstOf(
    findings.filter(({ role }) => role !== 'context'),
    MOST,
  );
  for (const finding of faults.shown) out.push(...findingText(document, finding, paint, width), '');
  if (faults.left > 0) out.push(`… and ${faults.left} more findings`, '');
  const context = findings.filter(({ role }) => role === 'context');
  if (context.length > 0) {
    out.push(paint('bold', 'Also noted'));
    for (const finding of context.slice(0, MOST)) {
      const line = evidencePlaces(analysis, finding.evidence)[0]?.line;
      out.push(
        ...wrapped(
          `${finding.code}: ${say(finding.title)}${line === undefined ? '' : ` (line ${linesBefore + line})`}`,
          width,
          '  ',
        ),
      );
    }
    out.push('');
  }
  const tunnels = firstOf(rankedTunnels(analysis), MOST);
  for (const tunnel of tunnels.shown) out.push(...tunnelText(document, tunnel, paint), '');
  if (tunnels.left > 0) out.push(`… and ${tunnels.left} more tunnels`, '');
  return out.join('\n');
}

function tunnelText(
  { analysis, linesBefore = 0 }: Document,
  tunnel: Analysis['tunnels'][number],
  paint: Paint,
): string[] {
  const out = [`${paint('bold', 'Tunnel')} ${visible(tunnel.id)}`];
  for (const { step, status, why, lines } of checklist(analysis, tunnel)) {
    const [color, mark] = STEP_MARKS[status];
    const numbers = `${lines
      .slice(0, 4)
      .map((line) => linesBefore + line)
      .join(', ')}${lines.length > 4 ? ' …' : ''}`;
    const where = lines.length === 0 ? '' : ` (line${lines.length > 1 ? 's' : ''} ${numbers})`;
    out.push(`  ${step} ${STEP_NAMES[step].padEnd(18)} ${paint(color, mark)} ${say(why)}${where}`);
  }
  return out;
}

function findingText({ analysis, linesBefore = 0 }: Document, finding: Finding, paint: Paint, width: number): string[] {
  const { code, severity, certainty, tunnel, count, next, fix, attributes, candidates } = finding;
  const out: string[] = [];
  const about = [
    CERTAINTY_NAMES[certainty],
    ...(tunnel === undefined ? [] : [`tunnel ${visible(tunnel)}`]),
    ...(count > 1 ? [`${count} times`] : []),
  ];
  out.push(
    `${paint(SEVERITY_STYLES[severity], severity)} ${paint('bold', code)} ${paint('dim', `(${about.join(', ')})`)}`,
  );
  // The summary above may be the same sentence.
  if (`${finding.title}.` !== analysis.verdict.summary) out.push(...wrapped(say(finding.title), width, '  '));
  const places = evidencePlaces(analysis, finding.evidence).filter(
    (place, at, all) => all.findIndex(({ line }) => line === place.line) === at,
  );
  const gutter = String(linesBefore + (places.at(-1)?.line ?? 0)).length;
  for (const place of places.slice(0, 6)) {
    const line = printableLine(analysis, place.line - 1);
    const shown = clip(
      line,
      place.startCharacter,
      place.startCharacter + place.text.length,
      Math.max(60, width - gutter - 6),
    );
    const text = visible(shown.text).replaceAll('\t', ' ');
    out.push(`  ${paint('dim', `${String(linesBefore + place.line).padStart(gutter)} |`)} ${text}`);
    const length = Math.max(1, Math.min(shown.end, text.length) - shown.start);
    out.push(
      `  ${' '.repeat(gutter)} ${paint('dim', '|')} ${' '.repeat(Math.max(0, shown.start))}${paint(place.role === 'cause' ? SEVERITY_STYLES[severity] : 'dim', '^'.repeat(length))}`,
    );
  }
  if (places.length > 6) out.push(paint('dim', `  … and ${places.length - 6} more lines`));
  // What goes away with its cause needs no advice of its own: it would only lead away from the cause.
  if (isExplained(analysis, finding)) return [...out, `  ${FOLLOWS}`];
  out.push(...wrapped(`Why: ${say(finding.explanation)}`, width, '  '));
  out.push(`  Side: ${sideOf(finding)}`);
  for (const { name, local, remote } of attributes) {
    const sides = [local && `here ${say(local)}`, remote && `peer ${say(remote)}`].filter(Boolean);
    out.push(`  ${say(name)}: ${sides.join(', ')}`);
  }
  for (const candidate of candidates)
    out.push(...wrapped(`May be ${candidate.code}: ${say(candidate.why)}`, width, '  '));
  for (const { command, why, where } of next)
    out.push(...wrapped(`Next, ${WHERE_NAMES[where]}: ${paint('bold', say(command))} (${say(why)})`, width, '  '));
  for (const each of fix) {
    out.push(...wrapped(`Fix, ${placeOfFix(each, fix)}: ${say(each.why)}`, width, '  '));
    for (const line of each.config) out.push(`      ${say(line)}`);
  }
  return out;
}

/** Foreign text on a terminal: no secret, no control character. */
const say = (text: string): string => visible(maskLine(text));

/** Words of a text in lines of this width, with an indentation. */
function wrapped(text: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  let line = indent;
  for (const word of text.split(/\s+/)) {
    if (line.length > indent.length && line.length + word.length + 1 > width) {
      lines.push(line);
      line = `${indent}  `;
    }
    line += line.trim() === '' ? word : ` ${word}`;
  }
  return [...lines, line];
}
