// Everything in the project that is made from the catalogue: pages, grammar, settings. Each file is a function of the catalogue and the fixtures.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Catalogue, Command, Message, Rule } from '../server/src/engine/define.ts';
import { createEngine } from '../server/src/engine/index.ts';
import type { Analysis } from '../server/src/engine/model.ts';
import { code, fence, markdown } from '../server/src/report/escape.ts';
import { CERTAINTIES, explainMarkdown, plainTitle, readableTemplate } from '../server/src/report/explain.ts';
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
  const material = materialOf(catalogue);
  return [
    ...catalogue.rules.map((rule) => ({
      path: `docs/findings/${rule.code}.md`,
      content: findingPage(material, rule),
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
/** Fewer lines show too little of the way there. */
const fewLines = 6;
/** What a page is made of; every text is analysed once. */
interface Material {
  readonly catalogue: Catalogue;
  readonly examples: readonly { readonly from: Case; readonly analysis: Analysis }[];
}

function materialOf(catalogue: Catalogue): Material {
  const { analyse } = createEngine(catalogue);
  const short = readCases(join(root, 'test/fixtures/cases')).filter((each) => linesOf(each).length <= mostLines);
  return {
    catalogue,
    examples: short.map((from) => ({ from, analysis: analyse(from.text) })),
  };
}

const linesOf = ({ text }: Case): readonly string[] => text.trimEnd().split(/\r?\n/);

function findingPage({ catalogue, examples }: Material, rule: Rule): string {
  const page = explainMarkdown(rule, catalogue, (other) => `${other}.md`);
  return `${[NOTE, page.trimEnd(), ...worked(rule, examples)].join('\n\n')}\n`;
}

function worked(rule: Rule, examples: Material['examples']): readonly string[] {
  const example = exampleOf(rule, examples);
  if (!example) return [];
  const output = textReport([{ file: 'paste.txt', analysis: example.analysis }]).trimEnd();
  return [
    '## Example',
    markdown(example.from.why),
    fence(linesOf(example.from).map((line) => maskLine(line))),
    'What `ipsec-doctor paste.txt` says:',
    fence(output.split('\n')),
  ];
}

/** What most readers have. */
const PLATFORMS: ReadonlySet<string> = new Set(['ios', 'ios-xe', 'asa', 'ftd']);

/** The capture that teaches most: the code is its root cause, proven, between known ends, with a fix that is complete; of those, the shortest that is more than a few lines. */
function exampleOf({ code: wanted }: Rule, examples: Material['examples']): Material['examples'][number] | undefined {
  const rank = ({ from, analysis }: Material['examples'][number]): readonly number[] => {
    const finding = analysis.findings.find(({ code: each }) => each === wanted);
    const advice = JSON.stringify([finding?.next, finding?.fix]);
    return [
      Number(from.primary !== wanted),
      Number(linesOf(from).length < fewLines),
      CERTAINTIES.indexOf(finding?.certainty ?? 'possible'),
      Number(/<[\w-]+>/.test(advice)),
      Number(finding?.tunnel === undefined),
      Number(!PLATFORMS.has(analysis.platform)),
      analysis.findings.length,
      from.text.length,
    ];
  };
  return examples
    .filter(({ from }) => from.primary === wanted || from.codes.includes(wanted))
    .map((example) => ({ example, rank: rank(example) }))
    .sort((a, b) => firstDifference(a.rank, b.rank) || (a.example.from.name < b.example.from.name ? -1 : 1))[0]
    ?.example;
}

const firstDifference = (a: readonly number[], b: readonly number[]): number =>
  a.map((each, index) => each - (b[index] ?? 0)).find((difference) => difference !== 0) ?? 0;

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
  return `${[NOTE, '# Findings', 'Each code is a stable word. `ipsec-doctor --explain CODE` prints what its page says, without the example.', ...sections.filter(Boolean)].join('\n\n')}\n`;
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
  const families = new Map<string, Message[]>(
    heads.flatMap(({ id, bodies = [id] }) => bodies.map((body) => [body, []])),
  );
  for (const message of messages) families.set(message.head, [...(families.get(message.head) ?? []), message]);
  const sections = [...families]
    .filter(([, list]) => list.length > 0)
    .map(([family, list]) => {
      const names = [
        ...new Set(heads.filter((head) => (head.bodies ?? [head.id]).includes(family)).map(({ command }) => command)),
      ];
      const rows = list.map(({ mnemonic, templates, means, says }) => [
        [
          ...(mnemonic === undefined ? [] : [`**${markdown(mnemonic)}**`]),
          ...templates.slice(0, 2).map((template) => code(readableTemplate(template), true)),
        ].join('<br>'),
        markdown(means),
        [...new Set(says?.map((claim) => claim.code))].map((name) => `[\`${name}\`](findings/${name}.md)`).join('<br>'),
      ]);
      return `## ${family}\n\n${names.map((name) => code(name)).join(', ')}\n\n${table(['Message', 'What it means', 'May prove'], rows)}`;
    });
  const intro =
    'Lines of debugs and syslog that are recognised, by family. `…` stands for what varies, brackets for what may be missing. What a line proves depends on what stands around it.';
  return `${[NOTE, '# Messages', intro, ...sections].join('\n\n')}\n`;
}

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
