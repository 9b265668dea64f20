// The command line: reads files or standard input, prints the diagnosis as text, Markdown, JSON or SARIF, and tells the result by its exit status.
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import manifest from '../../package.json' with { type: 'json' };
import { compare, tunnelsSeen } from './engine/features/compare.ts';
import { createEngine, type Engine } from './engine/index.ts';
import type { Severity } from './engine/model.ts';
import { normalise } from './engine/normalise.ts';
import { PART, type Part, partsOf } from './input.ts';
import { alignConfigurations } from './knowledge/alignment.ts';
import { catalogue } from './knowledge/index.ts';
import { comparisonMarkdown, comparisonText, together, togetherMarkdown, togetherText } from './report/comparison.ts';
import { visible } from './report/escape.ts';
import { explainMarkdown, explainText } from './report/explain.ts';
import { type Document, jsonReport } from './report/json.ts';
import { markdownReport } from './report/markdown.ts';
import { redact } from './report/redact.ts';
import { sarifReport } from './report/sarif.ts';
import { textReport } from './report/text.ts';
import { SEVERITIES } from './report/words.ts';

const HELP = `Usage: ipsec-doctor [options] [FILE…|-]

Reads Cisco IPsec and IKE output (show commands, debugs, syslog, configuration) and says what is wrong with the tunnel.
Without FILE, or with -, it reads standard input. Files may be gzipped, UTF-8 or UTF-16; very large ones are read in parts.

  --format FORMAT    text (default), markdown, json or sarif
  --severity LEVEL   print findings of at least this level: error, warning, information or hint (default)
  --compare A B      read two files, one of each peer, and set them side by side
  --explain CODE     say what a finding code means, how to confirm it and how to fix it
  --redact           print the text with addresses, names and secrets exchanged, to hand it on
  --color WHEN       auto (default), always or never
  --version          print the version
  --help             print this

Exit status: 0 nothing wrong, 1 a fault was found, 2 wrong usage, 3 a file could not be read.
`;

const FORMATS = ['text', 'markdown', 'json', 'sarif'] as const;
const COLORS = ['auto', 'always', 'never'] as const;

class UsageError extends Error {}

interface Options {
  readonly format: (typeof FORMATS)[number];
  readonly severity: Severity;
  readonly color: (typeof COLORS)[number];
  readonly explain: string | undefined;
  readonly compare: boolean;
  readonly redact: boolean;
  readonly version: boolean;
  readonly help: boolean;
  readonly files: readonly string[];
}

function optionsOf(args: readonly string[]): Options {
  const parsed = parse(args);
  const { values, positionals } = parsed;
  return {
    format: oneOf('--format', FORMATS, values.format),
    severity: oneOf('--severity', SEVERITIES, values.severity),
    color: oneOf('--color', COLORS, values.color),
    explain: values.explain,
    compare: values.compare,
    redact: values.redact,
    version: values.version,
    help: values.help,
    files: positionals,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        format: { type: 'string', default: 'text' },
        severity: { type: 'string', default: 'hint' },
        color: { type: 'string', default: 'auto' },
        explain: { type: 'string' },
        compare: { type: 'boolean', default: false },
        redact: { type: 'boolean', default: false },
        version: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false, short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function oneOf<T extends string>(name: string, allowed: readonly T[], given: string): T {
  const found = allowed.find((value) => value === given);
  if (found === undefined) throw new UsageError(`${name} is one of ${allowed.join(', ')}, not '${given}'`);
  return found;
}

async function main(args: readonly string[]): Promise<number> {
  let options: Options;
  try {
    options = optionsOf(args);
    if (options.help) return print(HELP, 0);
    if (options.version) return print(`${manifest.version}\n`, 0);
    if (options.explain !== undefined) return explain(options.explain, options.format);
    return await diagnose(options);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    complain(`${error.message}\nTry 'ipsec-doctor --help'.`);
    return 2;
  }
}

function explain(code: string, format: Options['format']): number {
  const rule = catalogue.rules.find((candidate) => candidate.code === code);
  if (!rule) {
    const near = catalogue.rules.filter((candidate) => candidate.code.includes(code) || code.includes(candidate.code));
    const hint = near.length > 0 ? ` Did you mean ${near.map((candidate) => candidate.code).join(', ')}?` : '';
    throw new UsageError(`there is no finding code '${code}'.${hint}`);
  }
  if (format === 'json') return print(`${JSON.stringify(rule, null, 2)}\n`, 0);
  return print(format === 'markdown' ? explainMarkdown(rule, catalogue) : explainText(rule, catalogue), 0);
}

async function diagnose(options: Options): Promise<number> {
  if (options.compare && options.files.length !== 2) throw new UsageError('--compare takes two files');
  if (options.files.length === 0 && process.stdin.isTTY) throw new UsageError('no file given');
  const engine = createEngine(catalogue);
  const report = reportOf(engine, options);
  const whole: Document[] = [];
  let unread = 0;
  let wrong = false;
  for (const file of options.files.length === 0 ? ['-'] : options.files) {
    const parts = partsOf(file);
    const next = async (): Promise<Part | undefined> => {
      try {
        const { value, done } = await parts.next();
        return done === true ? undefined : value;
      } catch (error) {
        unread += 1;
        complain(`cannot read ${file}: ${reason(error)}`);
        return undefined;
      }
    };
    for (let part = await next(); part; part = await next()) {
      showProgress(file, part);
      if (options.redact) {
        print(redact(normalise(part.text).text, Math.random), 0);
        continue;
      }
      const { text, linesBefore } = part;
      const document: Document = {
        file: nameOf(file, part, options.format),
        analysis: engine.analyse(text),
        linesBefore,
      };
      for (const failure of document.analysis.failures) complain(`${file}: ${failure}`);
      report.add(document);
      wrong ||= isFault(document);
      if (options.compare) whole.push(document);
    }
  }
  if (options.redact) return unread > 0 ? 3 : 0;
  report.end();
  if (options.compare && compareEnds(engine, whole, options.format)) wrong = true;
  return unread > 0 ? 3 : wrong ? 1 : 0;
}

/** A part of a file that is too large for one text is named by where it begins; Markdown numbers the lines of each part by themselves. */
function nameOf(file: string, { linesBefore }: Part, format: Options['format']): string {
  if (linesBefore === 0 || format === 'json' || format === 'sarif') return file;
  return `${file} (from line ${linesBefore + 1}${format === 'markdown' ? ', here line 1' : ''})`;
}

/** How far a large file is read, for a person who waits. */
function showProgress(file: string, { read, size }: Part): void {
  if (!process.stderr.isTTY || size === undefined || size < PART / 8) return;
  const share = Math.min(1, read / size);
  const bar = '#'.repeat(Math.round(30 * share)).padEnd(30, '.');
  process.stderr.write(`\r${visible(file)} [${bar}] ${Math.round(100 * share)} %${share === 1 ? '\r\u001b[K' : ''}`);
}

/** Prints the two ends side by side, where the format has a place for it; tells whether something is wrong between them. */
function compareEnds(engine: Engine, [left, right]: readonly Document[], format: Options['format']): boolean {
  if (!left || !right) return false;
  const comparisons = compare(left.analysis, right.analysis, alignConfigurations);
  const seen = { left: tunnelsSeen(left.analysis), right: tunnelsSeen(right.analysis) };
  const both = engine.analyse(together(left.analysis.text, right.analysis.text));
  if (format === 'text') {
    const news = togetherText(left, right, both);
    const ends = news === '' || comparisons.length > 0 ? comparisonText(left.file, right.file, comparisons, seen) : '';
    print(`\n${[news, ends].filter(Boolean).join('\n')}`, 0);
  }
  if (format === 'markdown') {
    print(
      `\n${comparisonMarkdown(left.file, right.file, comparisons, seen)}\n${togetherMarkdown(left, right, both)}`,
      0,
    );
  }
  const differs = comparisons.some(({ rows }) => rows.some(({ result }) => result === 'differs'));
  return differs || both.verdict.status === 'fault';
}

const isFault = ({ analysis }: Document): boolean =>
  analysis.verdict.status === 'fault' ||
  (analysis.verdict.status === 'undetermined' &&
    analysis.findings.some(({ severity, role }) => severity === 'error' && role !== 'context'));

interface Reporter {
  readonly add: (document: Document) => void;
  readonly end: () => void;
}

/** Prints each document when it is there, so that large files need little memory; JSON and SARIF are one text at the end. */
function reportOf({ catalogue: { rules } }: Engine, { format, severity, color }: Options): Reporter {
  let printed = 0;
  const separate = (text: string): void => {
    print(printed > 0 ? `\n${text}` : text, 0);
    printed += 1;
  };
  switch (format) {
    case 'json': {
      const documents: object[] = [];
      return {
        add: (document) => documents.push(...jsonReport([document], { severity }).documents),
        end: () => print(`${JSON.stringify({ version: 1, documents }, null, 2)}\n`, 0),
      };
    }
    case 'sarif': {
      const documents: Document[] = [];
      return {
        add: (document) => documents.push(document),
        end: () =>
          print(
            `${JSON.stringify(sarifReport(documents, { version: manifest.version, rules, severity }), null, 2)}\n`,
            0,
          ),
      };
    }
    case 'markdown':
      return { add: (document) => separate(markdownReport([document], { severity })), end: () => {} };
    case 'text': {
      const width = Math.min(120, Math.max(60, process.stdout.columns ?? 100));
      const options = { severity, width, color: wantsColor(color) };
      return { add: (document) => separate(`${textReport([document], options)}\n`), end: () => {} };
    }
  }
}

function wantsColor(color: Options['color']): boolean {
  if (color !== 'auto') return color === 'always';
  const { NO_COLOR, TERM } = process.env;
  return process.stdout.isTTY === true && !NO_COLOR && TERM !== 'dumb';
}

function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const words: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file',
    EISDIR: 'it is a folder',
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    ERR_FS_FILE_TOO_LARGE: 'it is too large',
    ERR_STRING_TOO_LONG: 'it is too large',
    ERR_BUFFER_TOO_LARGE: 'it is too large',
    Z_DATA_ERROR: 'the compressed data is damaged',
    Z_BUF_ERROR: 'the compressed data is cut off',
  };
  return words[code ?? ''] ?? message;
}

function print(text: string, status: number): number {
  process.stdout.write(text);
  return status;
}

function complain(text: string): void {
  process.stderr.write(`ipsec-doctor: ${text.split('\n').map(visible).join('\n')}\n`);
}

// The space for new objects would grow to a third of what a large log needs in all, and gain no time here.
setFlagsFromString('--semi-space-growth-factor=1');

// A reader that went away (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
main(process.argv.slice(2)).then((status) => {
  process.exitCode = status;
});
