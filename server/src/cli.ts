// The command line: reads files or standard input, prints the diagnosis as text, Markdown, JSON or SARIF, and tells the result by its exit status.
import { isAscii, isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import manifest from '../../package.json' with { type: 'json' };
import { compare } from './engine/features/compare.ts';
import { createEngine, type Engine } from './engine/index.ts';
import type { Severity } from './engine/model.ts';
import { normalise } from './engine/normalise.ts';
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
Without FILE, or with -, it reads standard input. Files may be gzipped, UTF-8 or UTF-16.

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

interface Input {
  readonly file: string;
  readonly text: string;
}

function main(args: readonly string[]): number {
  let options: Options;
  try {
    options = optionsOf(args);
    if (options.help) return print(HELP, 0);
    if (options.version) return print(`${manifest.version}\n`, 0);
    if (options.explain !== undefined) return explain(options.explain, options.format);
    return diagnose(options);
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
  return print(format === 'markdown' ? explainMarkdown(rule) : explainText(rule), 0);
}

function diagnose(options: Options): number {
  if (options.compare && options.files.length !== 2) throw new UsageError('--compare takes two files');
  if (options.files.length === 0 && process.stdin.isTTY) throw new UsageError('no file given');
  const inputs: Input[] = [];
  let unread = 0;
  for (const file of options.files.length === 0 ? ['-'] : options.files) {
    try {
      inputs.push({ file, text: decode(readFileSync(file === '-' ? 0 : file)) });
    } catch (error) {
      unread += 1;
      complain(`cannot read ${file}: ${reason(error)}`);
    }
  }
  if (options.redact) {
    for (const { text } of inputs) print(redact(normalise(text).text, Math.random), 0);
    return unread > 0 ? 3 : 0;
  }
  const engine = createEngine(catalogue);
  const documents = inputs.map(({ file, text }): Document => ({ file, analysis: engine.analyse(text) }));
  if (documents.length > 0) print(render(documents, options, engine), 0);
  const differs = options.compare && compareEnds(engine, documents, options.format);
  for (const { file, analysis } of documents) for (const failure of analysis.failures) complain(`${file}: ${failure}`);
  return unread > 0 ? 3 : differs || documents.some(isFault) ? 1 : 0;
}

/** Prints the two ends side by side, where the format has a place for it; tells whether something is wrong between them. */
function compareEnds(engine: Engine, [left, right]: readonly Document[], format: Options['format']): boolean {
  if (!left || !right) return false;
  const comparisons = compare(left.analysis, right.analysis, alignConfigurations);
  const both = engine.analyse(together(left.analysis.text, right.analysis.text));
  if (format === 'text') {
    const news = togetherText(left, right, both);
    const ends = news === '' || comparisons.length > 0 ? comparisonText(left.file, right.file, comparisons) : '';
    print(`\n${[news, ends].filter(Boolean).join('\n')}`, 0);
  }
  if (format === 'markdown') {
    print(`\n${comparisonMarkdown(left.file, right.file, comparisons)}\n${togetherMarkdown(left, right, both)}`, 0);
  }
  const differs = comparisons.some(({ rows }) => rows.some(({ result }) => result === 'differs'));
  return differs || both.verdict.status === 'fault';
}

const isFault = ({ analysis }: Document): boolean =>
  analysis.verdict.status === 'fault' ||
  (analysis.verdict.status === 'undetermined' &&
    analysis.findings.some(({ severity, role }) => severity === 'error' && role !== 'context'));

function render(
  documents: readonly Document[],
  { format, severity, color }: Options,
  { catalogue: { rules } }: Engine,
): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(jsonReport(documents, { severity }), null, 2)}\n`;
    case 'sarif':
      return `${JSON.stringify(sarifReport(documents, { version: manifest.version, rules, severity }), null, 2)}\n`;
    case 'markdown':
      return markdownReport(documents, { severity });
    case 'text': {
      const width = Math.min(120, Math.max(60, process.stdout.columns ?? 100));
      return `${textReport(documents, { severity, width, color: wantsColor(color) })}\n`;
    }
  }
}

function wantsColor(color: Options['color']): boolean {
  if (color !== 'auto') return color === 'always';
  const { NO_COLOR, TERM } = process.env;
  return process.stdout.isTTY === true && !NO_COLOR && TERM !== 'dumb';
}

/** Bytes as text: gzip is unpacked; UTF-16 and UTF-8 are told by their marks and their form, the rest is read as Latin-1. */
function decode(bytes: Buffer): string {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return decode(gunzipSync(bytes));
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.toString('utf16le', 2);
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return Buffer.from(bytes.subarray(2, bytes.length & ~1))
      .swap16()
      .toString('utf16le');
  if (isAscii(bytes)) return bytes.toString('latin1');
  return bytes.toString(isUtf8(bytes) ? 'utf8' : 'latin1');
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

// A reader that went away (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});
process.exitCode = main(process.argv.slice(2));
