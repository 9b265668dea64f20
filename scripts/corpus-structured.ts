// Measures recognition and reading of show outputs against the results of independent parsers: the `--structured` part of `npm run corpus`.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fact, Rec } from '../server/src/engine/define.ts';
import type { Engine } from '../server/src/engine/index.ts';
import type { Analysis } from '../server/src/engine/model.ts';
import { matchTyped } from '../server/src/engine/reader.ts';

interface Sample {
  readonly name: string;
  readonly command: string;
  readonly tier: 'core' | 'adjacent' | 'negative';
  readonly os: string;
  readonly text: string;
  readonly expected: unknown;
}

interface Outcome {
  readonly sample: Sample;
  readonly wanted: string | undefined;
  readonly recognised: string | undefined;
  readonly values: number;
  readonly found: number;
  readonly missing: readonly string[];
  readonly lines: number;
  readonly unread: readonly string[];
  readonly failure: string | undefined;
}

/** Runs over a folder of `<…>/output.txt, expected.json, meta.json`; returns what is to be printed. */
export function structured(
  engine: Engine,
  folder: string,
  options: { readonly only?: string; readonly details: boolean },
): string[] {
  if (!existsSync(folder)) return [`${folder} is not there; nothing to measure.`];
  const samples = samplesIn(folder).filter(
    (sample) => !options.only || `${sample.os} ${sample.command} ${sample.name}`.includes(options.only),
  );
  return report(
    samples.map((sample) => measure(sample, engine)),
    options.details,
  );
}

function samplesIn(folder: string): Sample[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name === 'meta.json')
    .map((entry) => entry.parentPath)
    .sort()
    .map((path) => {
      const meta = JSON.parse(readFileSync(join(path, 'meta.json'), 'utf8')) as {
        command: string;
        tier: Sample['tier'];
        os: string;
      };
      const expected = join(path, 'expected.json');
      return {
        name: path.slice(folder.length + 1),
        ...meta,
        text: withoutEcho(readFileSync(join(path, 'output.txt'), 'utf8')),
        expected: existsSync(expected) ? JSON.parse(readFileSync(expected, 'utf8')) : undefined,
      };
    });
}

/** The output without prompts and typed commands: the engine must recognise it from its text alone. */
function withoutEcho(text: string): string {
  return text
    .split('\n')
    .filter(
      (line) =>
        !/^\s*[\w./()-]{0,40}[#>]\s*(?:sh|$)/i.test(line) &&
        !/^\s*sho?w?\s+(?:cry|ip |ipv6 |dmvpn|nhrp|plat|mon|sdwan|vpn|run)/i.test(line),
    )
    .join('\n');
}

function measure(sample: Sample, engine: Engine): Outcome {
  const wanted = matchTyped(sample.command, engine.catalogue.commands)?.command.id;
  const scalars = sample.tier === 'core' && wanted !== undefined ? scalarsIn(sample.expected, sample.text) : [];
  const base = {
    sample,
    wanted,
    values: scalars.length,
    found: 0,
    missing: scalars,
    lines: 0,
    unread: [],
    recognised: undefined,
  };
  try {
    const analysis = engine.analyse(sample.text);
    const facts = factsOf(analysis);
    const wrong = facts.find((fact) => !sameText(sample.text.slice(fact.start, fact.end), fact.value));
    const missing = missingScalars(scalars, facts, sample.text);
    return {
      ...base,
      recognised: recognised(sample, analysis),
      found: scalars.length - missing.length,
      missing,
      lines: analysis.lines.total,
      unread: analysis
        .unknownLines()
        .map((line) => sample.text.slice(analysis.lineStarts[line], analysis.lineStarts[line + 1])),
      failure:
        analysis.failures.length > 0
          ? analysis.failures.join(', ')
          : wrong
            ? `span of ${wrong.name} does not hold «${wrong.value}»`
            : undefined,
    };
  } catch (error) {
    return { ...base, failure: String(error) };
  }
}

/** The first capture's command; for a text that must not be ours the verdict decides. */
function recognised(sample: Sample, analysis: Analysis): string | undefined {
  if (sample.tier === 'negative' && analysis.verdict.status === 'no-crypto') return undefined;
  const [first] = analysis.captures;
  return first?.definition?.id ?? first?.command;
}

const sameText = (text: string, value: string): boolean => text.replace(/\s+/g, ' ') === value.replace(/\s+/g, ' ');

function factsOf(analysis: Analysis): Fact[] {
  const facts: Fact[] = [];
  for (const { root } of analysis.captures) collect(root, facts);
  for (let line = 0; line < analysis.lines.total; line += 1)
    facts.push(...Object.values(analysis.messageAt(line)?.fields ?? {}).filter((fact) => fact !== undefined));
  return facts;
}

function collect(rec: Rec, facts: Fact[]): void {
  facts.push(...rec.all);
  for (const child of rec.children) collect(child, facts);
}

/** Scalars that stand in the text as they are: what a parser derived or spelt anew cannot be a span. */
function scalarsIn(expected: unknown, text: string): string[] {
  const list: string[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) visit(item);
    else if (value && typeof value === 'object') for (const item of Object.values(value)) visit(item);
    else if (typeof value === 'string' || typeof value === 'number') {
      const plain = String(value)
        .trim()
        .replace(/[,;]+$/, '')
        .trim();
      if (plain !== '' && occurrences(text, plain).length > 0) list.push(plain);
    }
  };
  visit(expected);
  return list;
}

/** Offsets at which a value stands as whole words. */
function occurrences(text: string, value: string): number[] {
  const list: number[] = [];
  const word = (char: string | undefined): boolean => char !== undefined && /\w/.test(char);
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
    const before = word(value[0]) && word(text[at - 1]);
    const after = word(value.at(-1)) && word(text[at + value.length]);
    if (!before && !after) list.push(at);
  }
  return list;
}

/** A scalar is found where a fact begins at its first character and one ends at its last. */
function missingScalars(scalars: readonly string[], facts: readonly Fact[], text: string): string[] {
  const begins = new Set(facts.map((fact) => fact.start));
  const ends = new Set(facts.map((fact) => fact.end));
  // `none` stands for `(none)`: brackets around a value may belong to the fact.
  const bracket = (char: string | undefined): boolean => char !== undefined && /[()[\]<>"]/.test(char);
  const covered = (start: number, end: number): boolean =>
    (begins.has(start) ||
      (bracket(text[start - 1]) && begins.has(start - 1)) ||
      (bracket(text[start]) && begins.has(start + 1))) &&
    (ends.has(end) || (bracket(text[end]) && ends.has(end + 1)) || (bracket(text[end - 1]) && ends.has(end - 1)));
  const missing: string[] = [];
  for (const scalar of new Set(scalars)) {
    const places = occurrences(text, scalar);
    const hits = places.filter((at) => covered(at, at + scalar.length)).length;
    // A parser may repeat one value of the text in several keys: then its places are enough for all of them.
    const times = scalars.filter((other) => other === scalar).length;
    const wanted = Math.min(times, places.length);
    const lacking = Math.round((times * Math.max(0, wanted - hits)) / wanted);
    for (let count = 0; count < lacking; count += 1) missing.push(scalar);
  }
  return missing;
}

/** A part of a family may be named more closely than it was asked for: `… event-trace crypto ipsec`. */
const isRight = ({ wanted, recognised }: Outcome): boolean =>
  wanted !== undefined && (recognised === wanted || recognised?.startsWith(`${wanted} `) === true);

const percent = (part: number, whole: number): string => (whole === 0 ? '–' : `${((100 * part) / whole).toFixed(1)} %`);

function report(outcomes: readonly Outcome[], details: boolean): string[] {
  const out: string[] = [];
  const core = outcomes.filter(({ sample }) => sample.tier === 'core');
  const negatives = outcomes.filter(({ sample }) => sample.tier === 'negative');
  const right = core.filter(isRight);
  const sum = (list: readonly Outcome[], of: (outcome: Outcome) => number): number =>
    list.reduce((total, one) => total + of(one), 0);
  for (const outcome of outcomes) {
    const { sample, wanted, recognised, values, found, missing, lines, unread, failure } = outcome;
    const problems = [
      ...(failure ? [`    failure: ${failure}`] : []),
      ...(missing.length > 0 ? [`    values: ${[...new Set(missing)].slice(0, 40).join(' ¦ ')}`] : []),
      ...unread.slice(0, 12).map((line) => `    line: ${line.trim().slice(0, 150)}`),
    ];
    const off = sample.tier === 'core' ? !isRight(outcome) : sample.tier === 'negative' && recognised !== undefined;
    if (!off && problems.length === 0) continue;
    const verdict = off
      ? `taken for ${recognised ?? 'nothing'}, wanted ${wanted ?? '(not in the catalogue)'}`
      : 'recognised';
    out.push(`${sample.name}: ${verdict}; values ${found}/${values}; lines not understood ${unread.length}/${lines}`);
    if (details) out.push(...problems);
  }
  const values = sum(core, ({ values }) => values);
  const taken = negatives.filter(({ recognised }) => recognised !== undefined);
  out.push(
    '',
    `core outputs with the right command: ${right.length}/${core.length} = ${percent(right.length, core.length)}`,
    `scalar values found with their span:  ${sum(core, ({ found }) => found)}/${values} = ${percent(
      sum(core, ({ found }) => found),
      values,
    )}`,
    `lines not understood:                 ${sum(core, ({ unread }) => unread.length)}/${sum(core, ({ lines }) => lines)}`,
    `negatives taken for crypto:           ${taken.length}/${negatives.length}`,
    `failures:                             ${outcomes.filter(({ failure }) => failure !== undefined).length}`,
  );
  return out;
}
