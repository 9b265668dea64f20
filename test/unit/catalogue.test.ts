// What every entry of the catalogue gets tested for without anybody writing a test for it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyse as complexity } from 'scslre';
import { companion, headOf, picker, renderLine } from '../../scripts/generated-text.ts';
import type { Command, Message } from '../../server/src/engine/define.ts';
import { createEngine } from '../../server/src/engine/index.ts';
import { compileTemplate } from '../../server/src/engine/template.ts';
import { catalogue } from '../../server/src/knowledge/index.ts';
import { secretForms } from '../../server/src/knowledge/secrets.ts';
import { CODES } from './contract.ts';

const { kinds, heads, messages, commands, rules, detectors, terms } = catalogue;
const engine = createEngine(catalogue);
const codes = new Set(rules.map(({ code }) => code));

/** All entries are looked at before the test fails, so that one run tells everything. */
function none(problems: readonly string[]): void {
  assert.equal(problems.length, 0, `${problems.length}:\n${problems.join('\n')}`);
}

const repeated = (list: readonly string[]): string[] => list.filter((each, at) => list.indexOf(each) !== at);
const isSource = (source: string): boolean => /^https:\/\/\S+$/.test(source) || /^RFC \d+/.test(source);

test('identifiers are unique and plain words', () => {
  none(repeated(heads.map(({ id }) => id)));
  none(repeated(messages.map(({ id }) => id)));
  none(repeated(commands.map(({ id }) => id)));
  none(repeated(rules.map(({ code }) => code)));
  none(repeated(detectors.map(({ id }) => id)));
  none(messages.filter(({ id }) => !/^[a-z0-9-]+(?:\.[a-z0-9_-]+)+$/.test(id)).map(({ id }) => id));
  none(commands.filter(({ id }) => !/^[a-z0-9][a-z0-9 -]*$/.test(id)).map(({ id }) => id));
});

test('finding codes are those of the contract, all of them', () => {
  none(rules.filter(({ code }) => !CODES.has(code)).map(({ code }) => `${code} is not in the contract`));
  none([...CODES].filter(([code]) => !codes.has(code)).map(([code]) => `${code} has no rule`));
  none(
    rules
      .filter(({ code, step }) => ![undefined, step].includes(CODES.get(code)))
      .map(({ code, step }) => `${code}: step ${step}`),
  );
});

test('kinds match their samples, whole', () => {
  none(
    Object.entries(kinds).flatMap(([name, { pattern, samples }]) => {
      const whole = new RegExp(`^(?:${pattern})$`);
      return samples.filter((sample) => !whole.test(sample)).map((sample) => `${name}: «${sample}»`);
    }),
  );
});

test('heads match their samples and begin as they say', () => {
  const problems: string[] = [];
  for (const { id, bodies, starts, sample, pattern } of heads.filter((head) => head.starts.length > 0)) {
    if (!starts.some((start) => sample.startsWith(start))) problems.push(`${id}: «${sample}» begins otherwise`);
    // A head may look at what follows it: then an example shows the head.
    const examples = messages
      .filter(({ head }) => (bodies ?? [id]).includes(head))
      .flatMap((message) => message.examples);
    const regex = new RegExp(pattern, 'y');
    const matches = (text: string): boolean =>
      starts.some((start) => {
        regex.lastIndex = Math.max(0, text.indexOf(start));
        return regex.test(text);
      });
    if (![`${sample} `, ...examples].some(matches)) problems.push(`${id}: matches neither «${sample}» nor an example`);
  }
  none(problems);
  none(
    messages
      .filter((message) => !headOf(catalogue, message))
      .map(({ id, head }) => `${id}: no head has bodies '${head}'`),
  );
});

test('each example is recognised as its own message', () => {
  const problems: string[] = [];
  for (const message of messages) {
    if (message.examples.length === 0) problems.push(`${message.id}: no example`);
    for (const example of message.examples) {
      const beside = companion(catalogue, message);
      const before = beside === '' ? '' : `${beside}\n`;
      const found = engine.analyse(`${before}${example}\n${beside}`).messageAt(before === '' ? 0 : 1)?.message.id;
      if (found !== message.id) problems.push(`${message.id}: «${example}» is ${found ?? 'unknown'}`);
    }
  }
  none(problems);
});

test('what one message alone says is said in whole words: no value is left open in a title', () => {
  const said = messages
    .filter(({ says = [] }) => says.length > 0)
    .flatMap(({ id, examples }) =>
      examples.flatMap((text) => engine.analyse(text).findings.map(({ title }) => ({ id, title }))),
    );
  none(said.filter(({ title }) => /<\w+>/.test(title)).map(({ id, title }) => `${id}: ${title}`));
});

test('each template, rendered, is read back: same message, same fields, same places', () => {
  const problems = messages.flatMap((message) =>
    message.templates.flatMap((template) => unread(message, template) ?? []),
  );
  none(problems);
});

/** What is wrong with a template's lines when they are read, undefined for nothing. */
function unread(message: Message, template: string): string | undefined {
  const beside = companion(catalogue, message);
  const rendered = [1, 2, 3].map((seed) => renderLine(catalogue, message, template, picker(seed)));
  let text = '';
  const placed = rendered.map((line) => {
    text += `${beside}\n`;
    const start = text.length;
    text += `${line.text}\n`;
    return { line, start };
  });
  const analysis = engine.analyse(`${text}${beside}`);
  for (const [at, { line, start }] of placed.entries()) {
    const found = analysis.messageAt(2 * at + 1);
    if (found?.message.id !== message.id) {
      return `${message.id} «${template}»: «${line.text}» is ${found?.message.id ?? 'unknown'}`;
    }
    // Of a name that comes twice the first value counts.
    const first = line.fields.filter(({ name }, index, all) => all.findIndex((other) => other.name === name) === index);
    const wrong = first.filter((field) => {
      const fact = found.fields[field.name];
      return fact?.value !== field.value || fact.start !== start + field.start || fact.end !== start + field.end;
    });
    if (wrong.length > 0) {
      const read = wrong.map(({ name }) => `${name} is «${found.fields[name]?.value}»`).join(', ');
      return `${message.id} «${template}»: in «${line.text}» ${read}`;
    }
  }
  return undefined;
}

const templatesOf = ({ fingerprints, ignores, variants, records }: Command): readonly string[] => [
  ...fingerprints,
  ...(ignores ?? []),
  ...Object.values(variants ?? {}).flat(),
  ...Object.values(records).flatMap(({ opens, heads: headings, cells }) => [
    ...opens,
    ...(headings ?? []),
    ...(cells ?? []),
  ]),
];

test('no regular expression can backtrack more than linearly', () => {
  const patterns: (readonly [where: string, source: string])[] = [
    ...Object.entries(kinds).map(([name, { pattern }]) => [`kind ${name}`, pattern] as const),
    ...heads.map(({ id, pattern }) => [`head ${id}`, pattern] as const),
    ...messages.flatMap(({ id, templates }) =>
      templates.map((template) => [`${id} «${template}»`, compileTemplate(template, kinds).source] as const),
    ),
    ...commands.flatMap((command) =>
      templatesOf(command).map(
        (template) => [`${command.id} «${template}»`, compileTemplate(template, kinds).source] as const,
      ),
    ),
    ...secretForms.map(({ id, pattern }) => [`secret ${id}`, pattern] as const),
  ];
  // Expressions are tried at one place (sticky), so moving along the text is not their business.
  const isLinear = (source: string): boolean =>
    complexity({ source, flags: 'y' }, { reportTypes: { Move: false, Self: true, Trade: true } }).reports.length === 0;
  none(patterns.filter(([, source]) => !isLinear(source)).map(([where]) => where));
});

test('claims, candidates and confusable codes name rules; what is confusable is so both ways', () => {
  const unknown = (where: string, list: readonly string[]): string[] =>
    list.filter((code) => !codes.has(code)).map((code) => `${where}: no rule ${code}`);
  none([
    ...messages.flatMap(({ id, says }) =>
      unknown(
        id,
        (says ?? []).map(({ code }) => code),
      ),
    ),
    ...detectors.flatMap(({ id, codes: list }) => unknown(id, list)),
    ...rules.flatMap(({ code, explains, confusable, candidates }) =>
      unknown(code, [...(explains ?? []), ...confusable, ...(candidates ?? []).map((candidate) => candidate.code)]),
    ),
    ...rules.flatMap(({ code, confusable }) =>
      confusable
        .filter((other) => rules.find((rule) => rule.code === other)?.confusable.includes(code) === false)
        .map((other) => `${other} does not name ${code} as confusable`),
    ),
  ]);
});

test('rules say what is seen, why, what to do next and on what grounds', () => {
  const problems: string[] = [];
  for (const { code, title, explanation, next, fix, sources, severity, role, neutral, candidates } of rules) {
    if (title.length > 120) problems.push(`${code}: the title has ${title.length} characters`);
    if (/\b(?:likely|probably|perhaps|maybe|possibly)\b/i.test(title))
      problems.push(`${code}: certainty is a field, not a word of the title`);
    if (explanation.length < 40) problems.push(`${code}: no explanation`);
    const fault = role !== 'context' && (severity === 'error' || severity === 'warning');
    if (fault && next.length === 0) problems.push(`${code}: no next command`);
    if (fault && !neutral && fix.length === 0) problems.push(`${code}: no fix`);
    if (neutral && (candidates ?? []).length === 0) problems.push(`${code}: neutral without candidates`);
    if (sources.length === 0 || !sources.every(isSource))
      problems.push(`${code}: sources ${sources.join(', ') || 'missing'}`);
  }
  none(problems);
});

test('terms and commands are explained and sourced', () => {
  none(
    terms
      .filter(({ means, sources }) => means.length < 10 || sources.length === 0 || !sources.every(isSource))
      .map(({ words }) => words.join(', ')),
  );
  none(commands.filter(({ means }) => means.length < 10).map(({ id }) => id));
});
