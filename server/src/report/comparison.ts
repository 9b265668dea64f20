// Two ends of a tunnel side by side, as Markdown and for a terminal.
import type { Comparison, Row } from '../engine/features/compare.ts';
import type { Analysis, Finding } from '../engine/model.ts';
import { code, fence, markdown, visible } from './escape.ts';
import type { Document } from './json.ts';
import { evidencePlaces, printableLine } from './source.ts';

const marks = { fits: '✓', differs: '✗ differs', open: '…', moved: '→' } as const;

/** What each text shows, told where nothing of it belongs together. */
export interface Seen {
  readonly left: readonly string[];
  readonly right: readonly string[];
}

export function comparisonMarkdown(
  left: string,
  right: string,
  comparisons: readonly Comparison[],
  seen: Seen,
): string {
  const parts = [`# ${markdown(left)} and ${markdown(right)}`];
  if (comparisons.length === 0) parts.push(...nothing(left, right, seen).map(markdown));
  for (const comparison of comparisons) {
    const cell = (text: string, line: number | undefined): string =>
      `${code(text, true)}${line === undefined ? '' : ` (line ${line})`}`;
    const [one, other] = heads(comparison);
    parts.push(
      `## ${code(comparison.left)} ↔ ${code(comparison.right)}`,
      ...(comparison.kind === 'times' ? [markdown(TIMES)] : []),
      [
        `| | ${markdown(one)} | ${markdown(other)} | |`,
        '|---|---|---|---|',
        ...inOrder(comparison).map(
          (row) =>
            `| ${markdown(row.what)} | ${cell(row.left, row.leftLine)} | ${cell(row.right, row.rightLine)} | ${marks[row.result]} |`,
        ),
      ].join('\n'),
      ...inOrder(comparison)
        .filter(({ why }) => why !== '')
        .map((row) => `- **${markdown(row.what)}**: ${markdown(row.why)}`),
    );
  }
  return `${parts.join('\n\n')}\n`;

  function heads({ kind }: Comparison): readonly [string, string] {
    return kind === 'times' ? [`${left} (before)`, `${right} (after)`] : [left, right];
  }
}

const TIMES = 'Both texts show this tunnel from the same end, so they are read as before and after.';

/** What neither text shows is no row; what differs comes first. */
function inOrder({ rows }: Comparison): readonly Row[] {
  const rank = { differs: 0, moved: 1, fits: 2, open: 3 } as const;
  return rows
    .filter(({ left, right }) => left !== '?' || right !== '?')
    .map((row, at) => ({ row, at }))
    .sort((a, b) => rank[a.row.result] - rank[b.row.result] || a.at - b.at)
    .map(({ row }) => row);
}

function nothing(left: string, right: string, seen: Seen): readonly string[] {
  const shows = (name: string, ends: readonly string[]): string =>
    ends.length === 0
      ? `${name} shows no tunnel whose addresses can be read.`
      : `${name} shows ${ends.slice(0, 5).join(', ')}${ends.length > 5 ? ` and ${ends.length - 5} more` : ''}.`;
  return [
    'Nothing in these two texts belongs together: no tunnel has one end in each (the address of one must be the peer of the other, or their SPIs, networks or tunnel interfaces must meet).',
    shows(left, seen.left),
    shows(right, seen.right),
  ];
}

export function comparisonText(left: string, right: string, comparisons: readonly Comparison[], seen: Seen): string {
  if (comparisons.length === 0) return `${nothing(left, right, seen).map(visible).join('\n')}\n`;
  const at = (name: string, line: number | undefined): string =>
    `${visible(name)}${line === undefined ? '' : `:${line}`}`;
  const lines: string[] = [];
  for (const comparison of comparisons) {
    lines.push(`${visible(comparison.left)} <-> ${visible(comparison.right)}`);
    if (comparison.kind === 'times') lines.push(`  ${TIMES}`);
    for (const row of inOrder(comparison)) {
      const head = `  ${words[row.result]} ${visible(row.what)}`;
      if (row.result === 'fits' && row.left === row.right) lines.push(`${head}: ${visible(row.left)}`);
      else
        lines.push(
          head,
          `    ${at(left, row.leftLine)}: ${visible(row.left)}`,
          `    ${at(right, row.rightLine)}: ${visible(row.right)}`,
        );
      if (row.why !== '') lines.push(`    ${visible(row.why)}`);
    }
    lines.push('');
  }
  return `${lines.join('\n').trimEnd()}\n`;
}
const words = { fits: 'fits   ', differs: 'DIFFERS', open: 'open   ', moved: 'moved  ' } as const;

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
