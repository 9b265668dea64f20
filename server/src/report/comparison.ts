// Two ends of a tunnel side by side, as Markdown.
import type { Comparison } from '../engine/features/compare.ts';
import { code, markdown } from '../report/escape.ts';

const marks = { fits: '✓', differs: '✗ differs', open: '…' } as const;

export function comparisonMarkdown(left: string, right: string, comparisons: readonly Comparison[]): string {
  const parts = [`# ${markdown(left)} and ${markdown(right)}`];
  if (comparisons.length === 0)
    parts.push(
      'These two texts show no tunnel of which each is one end: the local address of one must be the peer of the other.',
    );
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
