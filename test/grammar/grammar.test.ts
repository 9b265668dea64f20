// The grammar in the tokenizer of VS Code: examples get their colours, foreign text gets none, and large logs stay quick.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { before, test } from 'node:test';
import oniguruma from 'vscode-oniguruma';
import textmate, { type IGrammar } from 'vscode-textmate';
import { headOf } from '../../scripts/generated-text.ts';
import { grammarOf } from '../../scripts/grammar.ts';
import { catalogue } from '../../server/src/knowledge/index.ts';

const source = JSON.stringify(grammarOf(catalogue));
const fence = readFileSync(new URL('../../syntaxes/markdown-codeblock.tmLanguage.json', import.meta.url), 'utf8');
/** Stands for the editor's own Markdown grammar, into which ours is injected. */
const markdown = JSON.stringify({ scopeName: 'text.html.markdown', patterns: [] });
const grammars: Readonly<Record<string, string>> = {
  'source.cisco-ipsec': source,
  'markdown.cisco-ipsec.codeblock': fence,
  'text.html.markdown': markdown,
};
let grammar: IGrammar;
let inMarkdown: IGrammar | undefined;

before(async () => {
  await oniguruma.loadWASM(readFileSync(createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm')));
  const registry = new textmate.Registry({
    onigLib: Promise.resolve(oniguruma),
    loadGrammar: async (scope) => textmate.parseRawGrammar(grammars[scope] ?? '{}', 'grammar.json'),
    getInjections: (scope) => (scope === 'text.html.markdown' ? ['markdown.cisco-ipsec.codeblock'] : []),
  });
  inMarkdown = (await registry.loadGrammar('text.html.markdown')) ?? undefined;
  const loaded = await registry.loadGrammar('source.cisco-ipsec');
  assert.ok(loaded);
  grammar = loaded;
});

interface Scoped {
  readonly text: string;
  readonly scope: string;
}

/** The parts of a line that have a colour of their own. */
function coloured(line: string): readonly Scoped[] {
  return grammar
    .tokenizeLine(line, textmate.INITIAL)
    .tokens.filter(({ scopes }) => scopes.length > 1)
    .map(({ startIndex, endIndex, scopes }) => ({
      text: line.slice(startIndex, endIndex),
      scope: scopes.at(-1) ?? '',
    }));
}

const withScope = (line: string, scope: string): readonly string[] =>
  coloured(line)
    .filter((part) => part.scope.startsWith(scope))
    .map(({ text }) => text);

test('the head of every example is coloured as one', () => {
  const problems: string[] = [];
  const starts = catalogue.heads.flatMap((head) => head.starts);
  // A head may be a mere look at what follows: then it has no width of its own.
  const mereLooks = catalogue.heads.filter(({ pattern }) => pattern.startsWith('(?=')).flatMap((head) => head.starts);
  for (const message of catalogue.messages) {
    const head = headOf(catalogue, message);
    if (!head || head.starts.length === 0) continue;
    for (const example of message.examples) {
      const [line = ''] = example.split('\n');
      const [found = ''] = withScope(line, 'keyword.other.head');
      if (found === '' && mereLooks.some((start) => line.includes(start))) continue;
      if (!starts.some((start) => found.startsWith(start))) problems.push(`${message.id}: «${line}» has «${found}»`);
    }
  }
  assert.deepEqual(problems, []);
});

test('timestamps, relays and prompts', () => {
  assert.deepEqual(withScope('*Apr  9 11:02:10.120: ISAKMP:(1001): sending packet', 'comment.line.prologue'), [
    '*Apr  9 11:02:10.120: ',
  ]);
  assert.deepEqual(withScope('edge-3#show crypto isakmp sa', 'entity.name.function.prompt'), ['edge-3#']);
  assert.deepEqual(withScope('fw/pri/act(config)# show run', 'support.function.command'), ['show run']);
});

test('states are told apart by health', () => {
  const states = catalogue.terms.filter(({ kind }) => kind === 'state');
  for (const { words, health } of states) {
    const [word] = words.filter((each) => /^[A-Z][A-Z0-9_-]{3,}$/.test(each));
    if (word === undefined || health === undefined || health === 'neutral') continue;
    const scope = { good: 'markup.inserted', waiting: 'markup.changed', bad: 'markup.deleted' }[health];
    assert.deepEqual(withScope(`203.0.113.80  198.51.100.7  ${word}  1001`, scope), [word]);
  }
  assert.deepEqual(withScope('ISAKMP:(1001): the exchange failed', 'markup.deleted'), ['failed']);
  assert.deepEqual(withScope('ISAKMP:(1001): SA not established, no offers accepted', 'markup.inserted'), []);
  assert.deepEqual(withScope('    #pkts compr. failed: 0, #pkts decompress failed: 3', 'markup.deleted'), ['failed']);
});

test('prose and other logs stay plain', () => {
  for (const line of [
    'Dear all,',
    'The tunnel is fine (as far as I can see).',
    '# a heading',
    '2027-04-09 12:00:01 INFO started',
    '',
  ])
    assert.deepEqual(coloured(line), []);
});

// How fast it is, `npm run bench` tells.
test('the grammar is lean: the tokenizer tries every rule at every place', () => {
  const { patterns, repository } = JSON.parse(source);
  assert.ok(patterns.length + repository.words.patterns.length <= 6);
  assert.ok(source.length < 16_000, `${source.length} characters`);
});

test('a fence in Markdown is coloured like a capture, the text around it is not', () => {
  const lines = [
    'MM_NO_STATE',
    '```cisco-ipsec',
    '192.0.2.1  198.51.100.2  MM_NO_STATE  0 ACTIVE',
    '```',
    'MM_NO_STATE',
  ];
  let state = textmate.INITIAL;
  const scopes = lines.map((line) => {
    const result = inMarkdown?.tokenizeLine(line, state);
    state = result?.ruleStack ?? textmate.INITIAL;
    return result?.tokens.flatMap((token) => token.scopes) ?? [];
  });
  assert.deepEqual(
    scopes.map((each) => each.includes('meta.embedded.block.cisco-ipsec')),
    [false, false, true, false, false],
  );
  const inside = new Set(scopes[2]);
  const alone = grammar.tokenizeLine(lines[2] ?? '', textmate.INITIAL).tokens.flatMap((token) => token.scopes);
  for (const scope of alone) if (scope !== 'source.cisco-ipsec') assert.ok(inside.has(scope), scope);
});
