// Runs the engine over labelled captures and tells how its verdicts compare; reports, never fails.
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createEngine } from '../server/src/engine/index.ts';
import { lineAt } from '../server/src/engine/lines.ts';
import type { Analysis } from '../server/src/engine/model.ts';
import { catalogue } from '../server/src/knowledge/index.ts';
import { type Case, placesOf, readCases } from './cases.ts';
import { structured as measureStructured } from './corpus-structured.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    structured: { type: 'boolean', default: false },
    unknown: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});

const engine = createEngine(catalogue);
const defaults = ['test/fixtures/cases', '../shared/corpus/cases'];
const structured = '../shared/corpus/structured';

interface Row {
  readonly name: string;
  readonly right: boolean;
  readonly label: string;
  readonly said: string;
  /** Causes told where the label says that there is none. */
  readonly falseCauses: readonly string[];
  readonly unknown: number;
  readonly lines: number;
  /** Quoted lines of the label that the finding's evidence touches. */
  readonly evidence: readonly [hit: number, of: number];
}

function compare(label: Case, analysis: Analysis): Row {
  const { verdict, findings, lines } = analysis;
  const causes = findings.filter(
    ({ role, severity }) => role !== 'context' && (severity === 'error' || severity === 'warning'),
  );
  const told = findings.filter(({ code }) => code === verdict.primary);
  const quoted = label.evidence.filter((part) => label.text.includes(part));
  const hit = quoted.filter((part) =>
    placesOf(label.text, part).some(([start, end]) =>
      told.some(({ evidence }) => evidence.some((span) => touches(analysis, span, start, end))),
    ),
  );
  return {
    name: label.name,
    right: verdict.primary === label.primary && (label.status === undefined || verdict.status === label.status),
    label: label.primary ?? label.status ?? 'none',
    said: `${verdict.primary ?? verdict.status}${verdict.primary && verdict.status !== 'fault' ? ` (${verdict.status})` : ''}`,
    falseCauses: label.primary === null ? causes.map(({ code }) => code) : [],
    unknown: lines.total - lines.understood,
    lines: lines.total,
    evidence: [hit.length, quoted.length],
  };
}

/** On the same lines: labels quote lines, findings point inside them. */
function touches(
  { lineStarts }: Analysis,
  span: { readonly start: number; readonly end: number },
  start: number,
  end: number,
): boolean {
  const [from, to] = [lineAt(lineStarts, start), lineAt(lineStarts, Math.max(start, end - 1))];
  const line = lineAt(lineStarts, span.start);
  return line >= from && line <= to;
}

const selected = <T extends { readonly name: string }>(list: readonly T[]): readonly T[] =>
  values.only === undefined ? list : list.filter(({ name }) => name.includes(values.only as string));

function runLabelled(folder: string): void {
  const labels = selected(readCases(folder));
  if (labels.length === 0) return;
  console.log(`\n${folder}: ${labels.length} cases`);
  const rows = labels.map((label) => {
    const analysis = engine.analyse(label.text);
    const row = compare(label, analysis);
    const extra = row.falseCauses.length > 0 ? `  false: ${row.falseCauses.join(' ')}` : '';
    const evidence = row.evidence[1] > 0 ? `${row.evidence[0]}/${row.evidence[1]}` : '';
    console.log(
      `${row.right ? ' ok ' : 'MISS'} ${row.name.padEnd(56)} ${row.label.padEnd(28)} ${(row.right ? '' : row.said).padEnd(28)} ${evidence.padEnd(5)} ${String(row.unknown).padStart(5)}/${row.lines}${extra}`,
    );
    for (const failure of analysis.failures) console.log(`     failure: ${failure}`);
    if (values.unknown)
      for (const line of analysis.unknownLines().slice(0, 200))
        console.log(`     ${line + 1}: ${lineText(analysis, line)}`);
    return row;
  });
  const share = (part: number, all: number): string =>
    `${part}/${all} (${all === 0 ? 0 : Math.round((100 * part) / all)} %)`;
  const healthy = rows.filter(({ label }) => label === 'healthy' || label === 'no-crypto');
  console.log(`verdict right: ${share(rows.filter(({ right }) => right).length, rows.length)}`);
  console.log(
    `healthy with a false cause: ${share(healthy.filter(({ falseCauses }) => falseCauses.length > 0).length, healthy.length)}`,
  );
  console.log(
    `quoted lines touched by evidence: ${share(sum(rows.map(({ evidence }) => evidence[0])), sum(rows.map(({ evidence }) => evidence[1])))}`,
  );
  console.log(`unknown lines: ${share(sum(rows.map(({ unknown }) => unknown)), sum(rows.map(({ lines }) => lines)))}`);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

function lineText({ text, lineStarts }: Analysis, line: number): string {
  return text
    .slice(lineStarts[line], lineStarts[line + 1])
    .trimEnd()
    .slice(0, 160);
}

const folders = positionals.length > 0 ? positionals : defaults;
for (const folder of folders) if (existsSync(folder)) runLabelled(folder);
if (values.structured) {
  const only = values.only === undefined ? {} : { only: values.only };
  console.log(`\n${structured}`);
  for (const line of measureStructured(engine, structured, { ...only, details: values.unknown })) console.log(line);
}
