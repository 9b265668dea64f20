// Everything in the project that is made from the catalogue: pages, grammar, settings. Each file is a function of the catalogue and the fixtures.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Catalogue, Command, Message, Rule } from '../server/src/engine/define.ts';
import { createEngine } from '../server/src/engine/index.ts';
import { code, fence, markdown } from '../server/src/report/escape.ts';
import { explainMarkdown, plainTitle } from '../server/src/report/explain.ts';
import { maskLine } from '../server/src/report/secrets.ts';
import { textReport } from '../server/src/report/text.ts';
import { STEP_NAMES } from '../server/src/report/words.ts';
import { type Case, readCases } from './cases.ts';
import { grammarOf } from './grammar.ts';

export const root = fileURLToPath(new URL('../', import.meta.url));

export interface GeneratedFile {
  /** From the project's root. */
  readonly path: string;
  readonly content: string;
}

export function generatedFiles(catalogue: Catalogue): readonly GeneratedFile[] {
  const cases = readCases(join(root, 'test/fixtures/cases'));
  return [
    ...catalogue.rules.map((rule) => ({
      path: `docs/findings/${rule.code}.md`,
      content: findingPage(catalogue, rule, cases),
    })),
    { path: 'docs/findings/README.md', content: findingIndex(catalogue) },
    { path: 'docs/commands.md', content: commandPage(catalogue) },
    { path: 'docs/messages.md', content: messagePage(catalogue) },
    { path: 'syntaxes/cisco-ipsec.tmLanguage.json', content: `${JSON.stringify(grammarOf(catalogue), null, 2)}\n` },
    { path: 'package.json', content: manifest(catalogue) },
    { path: 'l10n/bundle.l10n.json', content: sentences() },
  ];
}

const NOTE = '<!-- Generated from the catalogue by `npm run generate`. Do not edit. -->';

/** An example has to fit on a page. */
const mostLines = 40;

function findingPage(catalogue: Catalogue, rule: Rule, cases: readonly Case[]): string {
  const known = new Set(catalogue.rules.map(({ code: each }) => each));
  const page = explainMarkdown(rule, (other) => (known.has(other) ? `${other}.md` : undefined));
  const example = exampleOf(rule, cases);
  if (!example) return `${NOTE}\n\n${page}`;
  const analysis = createEngine(catalogue).analyse(example.text);
  const output = textReport([{ file: 'paste.txt', analysis }]).trimEnd();
  const shown = [
    '## Example',
    markdown(example.why),
    fence(
      example.text
        .trimEnd()
        .split(/\r?\n/)
        .map((line) => maskLine(line)),
    ),
    'What `ipsec-doctor paste.txt` says:',
    fence(output.split('\n')),
  ];
  return `${NOTE}\n\n${page}\n${shown.join('\n\n')}\n`;
}

/** A short capture, but not a single line if there is another: where the code is the root cause, else where it is mentioned. */
function exampleOf({ code: wanted }: Rule, cases: readonly Case[]): Case | undefined {
  const length = ({ text }: Case): number => text.trimEnd().split('\n').length;
  const rank = (each: Case): number => (each.primary === wanted ? 0 : 2) + (length(each) < 6 ? 1 : 0);
  return cases
    .filter((each) => (each.primary === wanted || each.codes.includes(wanted)) && length(each) <= mostLines)
    .sort((a, b) => rank(a) - rank(b) || a.text.length - b.text.length || (a.name < b.name ? -1 : 1))[0];
}

function findingIndex({ rules }: Catalogue): string {
  const sections = ([1, 2, 3, 4, 5, 6] as const).map((step) => {
    const rows = rules
      .filter((rule) => rule.step === step)
      .map((rule) => [
        `[\`${rule.code}\`](${rule.code}.md)`,
        markdown(plainTitle(rule.title)),
        rule.role,
        rule.severity,
      ]);
    return rows.length === 0
      ? ''
      : `## ${step}. ${STEP_NAMES[step]}\n\n${table(['Code', 'What is seen', 'Role', 'Severity'], rows)}`;
  });
  return `${[NOTE, '# Findings', 'Each code is a stable word. `ipsec-doctor --explain CODE` prints the same pages.', ...sections.filter(Boolean)].join('\n\n')}\n`;
}

function commandPage({ commands }: Catalogue): string {
  const rows = commands.map(({ id, aliases, platform, means }: Command) => [
    [id, ...(aliases ?? [])].map((name) => code(name, true)).join('<br>'),
    platform ?? 'any',
    markdown(means),
  ]);
  const intro = 'Outputs that are read, with or without the prompt above them; abbreviated commands are recognised.';
  return `${[NOTE, '# Commands', intro, table(['Command', 'Platform', 'What it shows'], rows)].join('\n\n')}\n`;
}

function messagePage({ messages, heads }: Catalogue): string {
  const families = new Map<string, Message[]>();
  for (const message of messages) families.set(message.head, [...(families.get(message.head) ?? []), message]);
  const sections = [...families].map(([family, list]) => {
    const names = [
      ...new Set(heads.filter((head) => (head.bodies ?? [head.id]).includes(family)).map(({ command }) => command)),
    ];
    const rows = list.map(({ mnemonic, templates, means }) => [
      [
        ...(mnemonic === undefined ? [] : [`**${markdown(mnemonic)}**`]),
        ...templates.slice(0, 2).map((template) => code(readable(template), true)),
      ].join('<br>'),
      markdown(means),
    ]);
    return `## ${family}\n\n${names.map((name) => code(name)).join(', ')}\n\n${table(['Message', 'What it means'], rows)}`;
  });
  const intro = 'Lines of debugs and syslog that are recognised, by family. `…` stands for what varies.';
  return `${[NOTE, '# Messages', intro, ...sections].join('\n\n')}\n`;
}

/** A template as a manual would print it. */
const readable = (template: string): string =>
  template
    .replace(/\{:?(\w+)[^}]*\}/g, '…')
    .replace(/\[\[/g, '[')
    .replace(/\]\]/g, ']')
    .replace(/\(\(/g, '(')
    .replace(/\)\)/g, ')')
    .replace(/[~]/g, '')
    .replace(/\\(.)/g, '$1');

/** The manifest with the names of all codes, so that the settings editor completes them. */
function manifest({ rules }: Catalogue): string {
  const text = readFileSync(join(root, 'package.json'), 'utf8');
  const parsed = JSON.parse(text);
  const setting = parsed.contributes.configuration.properties['ipsecDoctor.findings.severity'];
  if (setting) {
    delete setting.properties;
    setting.propertyNames = { enum: rules.map(({ code: name }) => name).sort() };
  }
  return `${JSON.stringify(parsed, null, 2)}\n`;
}

/** The sentences of the editor's side, for translators: each stands for itself. */
function sentences(): string {
  const folder = join(root, 'client/src');
  const text = readdirSync(folder)
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
  const found = [...text.matchAll(/l10n\.t\(\s*'([^']+)'/g)].map((match) => match[1] as string);
  return `${JSON.stringify(Object.fromEntries(found.map((sentence) => [sentence, sentence])), null, 2)}\n`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
