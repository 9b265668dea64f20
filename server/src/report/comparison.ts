// Two ends of a tunnel side by side, as Markdown and for a terminal.
import type { Comparison } from '../engine/features/compare.ts';
import { code, markdown, visible } from './escape.ts';

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
        ...comparison.rows.map(
          (row) => `| ${markdown(row.what)} | ${cell(row.left)} | ${cell(row.right)} | ${marks[row.result]} |`,
        ),
      ].join('\n'),
      ...comparison.rows
        .filter((row) => row.result === 'differs')
        .map((row) => `- **${markdown(row.what)}**: ${markdown(row.why)}`),
    );
  }
  return `${parts.join('\n\n')}\n`;
}

const NOTHING =
  'These two texts show no tunnel of which each is one end: the local address of one must be the peer of the other.';

export function comparisonText(left: string, right: string, comparisons: readonly Comparison[]): string {
  if (comparisons.length === 0) return `${NOTHING}\n`;
  const lines: string[] = [];
  for (const comparison of comparisons) {
    lines.push(`${visible(comparison.left)} <-> ${visible(comparison.right)}`);
    for (const row of comparison.rows) {
      lines.push(`  ${{ fits: 'fits   ', differs: 'DIFFERS', open: 'open   ' }[row.result]} ${visible(row.what)}`);
      lines.push(`    ${visible(left)}: ${visible(row.left)}`, `    ${visible(right)}: ${visible(row.right)}`);
      if (row.why !== '') lines.push(`    ${visible(row.why)}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
