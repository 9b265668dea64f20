// Two ends of a tunnel side by side, as Markdown and for a terminal.
import type { Comparison, Row } from '../engine/features/compare.ts';
import type { Analysis, Finding } from '../engine/model.ts';
import { code, fence, markdown, visible } from './escape.ts';
import type { Document } from './json.ts';
import { evidencePlaces, printableLine } from './source.ts';

const marks = { fits: '✓', differs: '✗ differs', open: '…' } as const;

export function comparisonMarkdown(left: string, right: string, comparisons: readonly Comparison[]): string {
  const parts = [`# ${markdown(left)} and ${markdown(right)}`];
  if (comparisons.length === 0) parts.push(NOTHING);
  for (const comparison of comparisons) {
    const cell = (text: string): string => code(text, true);
    parts.push(
      `## ${code(comparison.left)} ↔ ${code(comparison.right)}`,
      [
        `| | ${markdown(left)} | ${markdown(right)} | |`,
        '|---|---|---|---|',
        ...comparison.rows
          .filter(isSeen)
          .map((row) => `| ${markdown(row.what)} | ${cell(row.left)} | ${cell(row.right)} | ${marks[row.result]} |`),
      ].join('\n'),
      ...comparison.rows
        .filter((row) => row.result === 'differs')
        .map((row) => `- **${markdown(row.what)}**: ${markdown(row.why)}`),
    );
  }
  return `${parts.join('\n\n')}\n`;
}

/** What neither text shows is no row. */
const isSeen = ({ left, right }: Row): boolean => left !== '?' || right !== '?';

const NOTHING =
  'These two texts show no tunnel of which each is one end: the local address of one must be the peer of the other.';

export function comparisonText(left: string, right: string, comparisons: readonly Comparison[]): string {
  if (comparisons.length === 0) return `${NOTHING}\n`;
  const lines: string[] = [];
  for (const comparison of comparisons) {
    lines.push(`${visible(comparison.left)} <-> ${visible(comparison.right)}`);
    for (const row of comparison.rows.filter(isSeen)) {
      lines.push(`  ${{ fits: 'fits   ', differs: 'DIFFERS', open: 'open   ' }[row.result]} ${visible(row.what)}`);
      lines.push(`    ${visible(left)}: ${visible(row.left)}`, `    ${visible(right)}: ${visible(row.right)}`);
      if (row.why !== '') lines.push(`    ${visible(row.why)}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** What the two texts prove together and neither proves alone, with the lines of each. */
export function togetherText(left: Document, right: Document, both: Analysis): string {
  const news = newsOf(left, right, both);
  return news
    .map(({ finding, places }) => {
      const lines = places.map(({ file, line, text }) => `  ${visible(file)}:${line} | ${visible(text)}`);
      return `Read together: ${visible(finding.title)} (${finding.code})\n${lines.join('\n')}\n`;
    })
    .join('\n');
}

export function togetherMarkdown(left: Document, right: Document, both: Analysis): string {
  return newsOf(left, right, both)
    .map(({ finding, places }) => {
      const lines = places.map(({ file, line, text }) => `${file}:${line} | ${text}`);
      return `## Read together: ${markdown(finding.title)}\n\n${code(finding.code)}\n\n${fence(lines)}\n`;
    })
    .join('\n');
}

interface News {
  readonly finding: Finding;
  readonly places: readonly { readonly file: string; readonly line: number; readonly text: string }[];
}

function newsOf(left: Document, right: Document, both: Analysis): readonly News[] {
  const known = new Set([left, right].flatMap(({ analysis }) => analysis.findings.map((finding) => finding.code)));
  const linesOfLeft = left.analysis.lineStarts.length + 1;
  return both.findings
    .filter((finding) => finding.role === 'cause' && !known.has(finding.code))
    .map((finding) => ({
      finding,
      places: evidencePlaces(both, finding.evidence).map(({ line }) => ({
        file: line > linesOfLeft ? right.file : left.file,
        line: line > linesOfLeft ? line - linesOfLeft : line,
        text: printableLine(both, line - 1),
      })),
    }));
}

/** Both texts as one: a blank line keeps the last line of one apart from the first of the other. */
export const together = (left: string, right: string): string => `${left}\n\n${right}`;
