// The server that ships, over standard input and output: open, edit, ask, cancel, close; nothing brings it down.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  CancellationTokenSource,
  type CodeAction,
  type CodeLens,
  type Diagnostic,
  type DocumentSymbol,
  type FoldingRange,
  type Hover,
  type Location,
  LSPErrorCodes,
  type MarkupContent,
  type Range,
  type SelectionRange,
  type SemanticTokens,
} from 'vscode-languageserver';
import {
  COMPARE_REQUEST,
  DIAGNOSE_REQUEST,
  EVIDENCE_REQUEST,
  EXPLAIN_REQUEST,
  REDACT_REQUEST,
  REPORT_REQUEST,
  TOKEN_TYPES,
  TUNNELS_REQUEST,
  type TunnelsResult,
} from '../../server/src/protocol.ts';
import { refusedMainMode } from './captures.ts';
import { type Client, start } from './client.ts';

let client: Client;
let opened = 0;

before(async () => {
  client = await start();
});
after(async () => {
  assert.equal(await client.stop(), 0);
});

function open(text: string): string {
  opened += 1;
  const uri = `untitled:Untitled-${opened}`;
  client.open(uri, text);
  return uri;
}

const ask = <R>(method: string, uri: string, more: object = {}): Promise<R> =>
  client.connection.sendRequest(method, { textDocument: { uri }, ...more });
/** Ours are plain text; the protocol allows more. */
const messageOf = ({ message }: Diagnostic): string => (typeof message === 'string' ? message : message.value);
const hoverText = (hover: Hover | null): string => (hover?.contents as MarkupContent | undefined)?.value ?? '';
const textIn = (uri: string, { start, end }: Range): string => {
  const lines = client.textOf(uri).split('\n');
  return start.line === end.line ? (lines[start.line] ?? '').slice(start.character, end.character) : '';
};

test('semantic tokens are offered by range only', () => {
  const { semanticTokensProvider } = client.initialized.capabilities;
  assert.ok(semanticTokensProvider && 'legend' in semanticTokensProvider);
  assert.equal(semanticTokensProvider.range, true);
  assert.equal(semanticTokensProvider.full, undefined);
});

test('one error on the causal line, with its evidence, its page and the first action; status beside it', async () => {
  const uri = open(refusedMainMode);
  const diagnostics = await client.diagnostics(uri);
  const causes = diagnostics.filter(({ code }) => code === 'ike-policy-mismatch');
  assert.equal(causes.length, 1);
  const [cause] = causes;
  assert.ok(cause);
  assert.equal(cause.severity, 1);
  assert.equal(cause.source, 'cisco-ipsec');
  assert.ok(messageOf(cause).length <= 120 && messageOf(cause).includes('203.0.113.5'));
  assert.match(textIn(uri, cause.range), /does not match policy|no offers accepted|not acceptable/);
  assert.equal(cause.codeDescription?.href, 'ipsec-doctor-docs:/ike-policy-mismatch.md');
  assert.ok((cause.relatedInformation?.length ?? 0) > 0);
  const status = client.status(uri);
  assert.equal(status?.verdict.status, 'fault');
  assert.equal(status?.verdict.primary, 'ike-policy-mismatch');
});

test('an edit that takes the fault away takes the diagnostic away, and back', async () => {
  const uri = open(refusedMainMode);
  await client.diagnostics(uri);
  client.edit(uri, refusedMainMode, 'Good morning\n');
  assert.deepEqual(await client.diagnostics(uri), []);
  assert.equal(client.status(uri)?.verdict.status, 'no-crypto');
  client.edit(uri, 'Good morning\n', refusedMainMode);
  assert.ok((await client.diagnostics(uri)).some(({ code }) => code === 'ike-policy-mismatch'));
});

test('many small edits end where one open would begin', async () => {
  const uri = open('');
  for (const line of refusedMainMode.trimEnd().split('\n')) {
    client.edit(uri, '', `${line}\r\n`);
    client.edit(uri, line, line);
  }
  const typed = await client.diagnostics(uri);
  const whole = open(client.textOf(uri));
  assert.deepEqual(
    typed.map(({ range, code }) => ({ range, code })),
    (await client.diagnostics(whole)).map(({ range, code }) => ({ range, code })),
  );
});

test('what is typed beside a fault moves its underline, its hover and its evidence with it', async () => {
  const uri = open(`note\n${refusedMainMode}`);
  const before = await client.diagnostics(uri);
  const cause = before.find(({ code }) => code === 'ike-policy-mismatch');
  assert.ok(cause);
  const line = client.textOf(uri).split('\n')[cause.range.start.line] ?? '';
  client.edit(uri, 'note', 'note: it began on Monday');
  assert.deepEqual(await client.diagnostics(uri), before);
  client.edit(uri, line, `>> ${line}`);
  const moved = (await client.diagnostics(uri)).find(({ code }) => code === 'ike-policy-mismatch');
  assert.ok(moved);
  assert.equal(moved.range.start.character, cause.range.start.character + 3);
  assert.equal(textIn(uri, moved.range), line.slice(cause.range.start.character, cause.range.end.character));
  const hover = await client.at<Hover | null>('textDocument/hover', uri, textIn(uri, moved.range));
  assert.match(hoverText(hover), /\*\*Do next\*\*/);
});

test('hovers say more than the diagnostic and never the same', async () => {
  const uri = open(refusedMainMode);
  const [cause] = (await client.diagnostics(uri)).filter(({ code }) => code === 'ike-policy-mismatch');
  assert.ok(cause);
  const underlined = refusedMainMode.split('\n')[cause.range.start.line]?.slice(cause.range.start.character) ?? '';
  const hover = await client.at<Hover | null>('textDocument/hover', uri, underlined);
  const text = hoverText(hover);
  assert.match(text, /\*\*Do next\*\*/);
  assert.match(text, /command:ipsecDoctor\.copy\?/);
  assert.match(text, /\[line \d+\]\(command:ipsecDoctor\.reveal\?/);
  const title = messageOf(cause).split(' → ')[0] ?? '';
  assert.ok(title.length > 0 && !text.includes(title));
});

test('outline, folding, lens, selection, tokens and highlights of a debug', async () => {
  const uri = open(refusedMainMode);
  const symbols = await ask<DocumentSymbol[]>('textDocument/documentSymbol', uri);
  assert.equal(symbols[0]?.name, 'debug crypto isakmp');
  assert.match(symbols[0]?.children?.[0]?.name ?? '', /203\.0\.113\.5/);
  const folds = await ask<FoldingRange[]>('textDocument/foldingRange', uri);
  assert.equal(folds[0]?.startLine, 0);
  const lenses = await ask<CodeLens[]>('textDocument/codeLens', uri);
  assert.equal(lenses.length, 1);
  assert.match(lenses[0]?.command?.title ?? '', /^\$\(error\)\sdebug crypto isakmp: /);
  const [selection] = await ask<SelectionRange[]>('textDocument/selectionRange', uri, {
    positions: [{ line: 6, character: 40 }],
  });
  assert.ok(selection?.parent?.parent);
  const range = { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } };
  const { data } = await ask<SemanticTokens>('textDocument/semanticTokens/range', uri, { range });
  assert.ok(data.length > 0 && data.length % 5 === 0);
  assert.ok(data.filter((_, index) => index % 5 === 3).includes(TOKEN_TYPES.indexOf('ipsecAddress')));
  const highlights = await client.at<Location[]>('textDocument/documentHighlight', uri, '203.0.113.5');
  assert.equal(highlights.length, refusedMainMode.split('203.0.113.5').length - 1);
  const references = await client.at<Location[]>('textDocument/references', uri, '203.0.113.5', {
    context: { includeDeclaration: true },
  });
  assert.equal(references.length, highlights.length);
  const definition = await client.at<Location>('textDocument/definition', uri, '203.0.113.5)');
  assert.equal(definition.range.start.line, 0);
});

test('quick fixes copy, explain, change the severity', async () => {
  const uri = open(refusedMainMode);
  const diagnostics = await client.diagnostics(uri);
  const cause = diagnostics.find(({ code }) => code === 'ike-policy-mismatch');
  const actions = await ask<CodeAction[]>('textDocument/codeAction', uri, {
    range: cause?.range,
    context: { diagnostics },
  });
  const commands = actions.map(({ command }) => command?.command);
  for (const command of ['ipsecDoctor.copy', 'ipsecDoctor.explain', 'ipsecDoctor.changeSeverity'])
    assert.ok(commands.includes(command), command);
  const fixes = actions.filter((action) => action.diagnostics?.some(({ code }) => code === 'ike-policy-mismatch'));
  assert.ok(fixes.length >= 3);
});

test('a secret is taken out by a quick fix, and no hover shows it', async () => {
  const uri = open(
    `${refusedMainMode}\nR7#show running-config | include key\ncrypto isakmp key Walnut8Lamp address 203.0.113.5\n`,
  );
  await client.diagnostics(uri);
  const line = client
    .textOf(uri)
    .split('\n')
    .findIndex((text) => text.includes('Walnut8Lamp'));
  const range = { start: { line, character: 0 }, end: { line, character: 5 } };
  const actions = await ask<CodeAction[]>('textDocument/codeAction', uri, { range, context: { diagnostics: [] } });
  const [edit] = actions.flatMap((action) => action.edit?.changes?.[uri] ?? []);
  assert.equal(edit && textIn(uri, edit.range), 'Walnut8Lamp');
  for (const needle of ['crypto isakmp key', 'Walnut8Lamp', '203.0.113.5\n'])
    assert.doesNotMatch(hoverText(await client.at<Hover | null>('textDocument/hover', uri, needle)), /Walnut8Lamp/);
});

test('severities are the user’s to choose, without reopening anything', async () => {
  const uri = open(refusedMainMode);
  await client.diagnostics(uri);
  client.settings = { findings: { severity: { 'ike-policy-mismatch': 'off' } } };
  const without = client.republished(uri);
  await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  assert.ok((await without).every(({ code }) => code !== 'ike-policy-mismatch'));
  client.settings = { findings: { severity: { 'ike-policy-mismatch': 'hint' } } };
  const changed = client.republished(uri);
  await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  assert.equal((await changed).find(({ code }) => code === 'ike-policy-mismatch')?.severity, 4);
  client.settings = null;
  const back = client.republished(uri);
  await client.connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
  assert.equal((await back).find(({ code }) => code === 'ike-policy-mismatch')?.severity, 1);
});

test('report, tree, evidence, explanation, redaction, diagnosis and comparison answer', async () => {
  const uri = open(refusedMainMode);
  const report = await client.connection.sendRequest<{ markdown: string }>(REPORT_REQUEST, { uri });
  assert.match(report.markdown, /ike-policy-mismatch/);
  const part = await client.connection.sendRequest<{ markdown: string }>(REPORT_REQUEST, {
    uri,
    lines: { first: 10, last: 13 },
  });
  assert.match(part.markdown, /#L1[0-3]/);
  assert.doesNotMatch(part.markdown, /#L[1-9]\b(?!\d)/);
  const tree = await client.connection.sendRequest<TunnelsResult>(TUNNELS_REQUEST, { uri });
  assert.equal(tree.nodes[0]?.label, '203.0.113.5');
  assert.equal(tree.nodes[0]?.health, 'bad');
  const stop = await client.connection.sendRequest<{ range: Range; code: string }>(EVIDENCE_REQUEST, {
    uri,
    position: { line: 0, character: 0 },
    direction: 'next',
  });
  assert.equal(stop.code, 'ike-policy-mismatch');
  const page = await client.connection.sendRequest<{ markdown: string }>(EXPLAIN_REQUEST, {
    code: 'ike-policy-mismatch',
  });
  assert.match(page.markdown, /^# ike-policy-mismatch/);
  assert.equal(
    (await client.connection.sendRequest<{ markdown: string }>(EXPLAIN_REQUEST, { code: 'no-such' })).markdown,
    '',
  );
  const clean = await client.connection.sendRequest<{ text: string }>(REDACT_REQUEST, { uri });
  assert.doesNotMatch(clean.text, /203\.0\.113\.5\b|198\.51\.100\.1\b/);
  const json = await client.connection.sendRequest<{ content: string }>(DIAGNOSE_REQUEST, {
    name: 'paste',
    text: clean.text,
    format: 'json',
  });
  assert.equal(JSON.parse(json.content).documents[0].verdict.primary, 'ike-policy-mismatch');
  const compared = await client.connection.sendRequest<{ markdown: string }>(COMPARE_REQUEST, {
    left: uri,
    right: uri,
  });
  assert.match(compared.markdown, /^# /);
});

test('a cancelled request is refused, and the next one is served', async () => {
  const uri = open(refusedMainMode.repeat(400));
  await client.diagnostics(uri);
  client.edit(uri, 'Mar', 'Apr');
  const source = new CancellationTokenSource();
  const params = { textDocument: { uri } };
  const cancelled = client.connection.sendRequest('textDocument/documentSymbol', params, source.token);
  source.cancel();
  await assert.rejects(cancelled, { code: LSPErrorCodes.RequestCancelled });
  assert.ok((await ask<DocumentSymbol[]>('textDocument/documentSymbol', uri)).length > 0);
});

test('the diagnosis of a large text lets others have a turn, and ends when it is cancelled', async () => {
  const uri = open(refusedMainMode);
  await client.diagnostics(uri);
  const source = new CancellationTokenSource();
  const params = { name: 'day.log', text: refusedMainMode.repeat(20_000), format: 'markdown' };
  const large = client.connection.sendRequest(DIAGNOSE_REQUEST, params, source.token);
  // Answered while the large text is being read, else the cancellation would come too late.
  assert.ok(await client.at<Hover | null>('textDocument/hover', uri, 'no offers accepted'));
  source.cancel();
  await assert.rejects(large, { code: LSPErrorCodes.RequestCancelled });
});

test('a request that is overtaken by an edit is refused, never answered with nothing', async () => {
  const uri = open(refusedMainMode.repeat(400));
  await client.diagnostics(uri);
  client.edit(uri, 'Mar', 'Apr');
  const overtaken = ask('textDocument/documentSymbol', uri);
  client.edit(uri, 'Apr', 'May');
  const outcomes = await Promise.allSettled([overtaken, ask<DocumentSymbol[]>('textDocument/documentSymbol', uri)]);
  const [first, second] = outcomes;
  if (first.status === 'rejected') assert.equal(first.reason.code, LSPErrorCodes.ContentModified);
  else assert.notDeepEqual(first.value, []);
  assert.ok(second.status === 'fulfilled' && second.value.length > 0);
  await client.diagnostics(uri);
});

test('closing clears the problems; what is closed or unknown has empty answers', async () => {
  const uri = open(refusedMainMode);
  await client.diagnostics(uri);
  const cleared = client.republished(uri);
  client.close(uri);
  assert.deepEqual(await cleared, []);
  assert.equal(await ask('textDocument/hover', uri, { position: { line: 0, character: 0 } }), null);
  assert.deepEqual(await ask('textDocument/documentSymbol', 'untitled:never'), []);
  assert.equal(
    (await client.connection.sendRequest<{ markdown: string }>(REPORT_REQUEST, { uri: 'untitled:never' })).markdown,
    '',
  );
});

test('requests that make no sense are refused and change nothing', async () => {
  await assert.rejects(client.connection.sendRequest('ipsecDoctor/noSuchThing', {}));
  assert.equal(await client.connection.sendRequest('textDocument/hover', {}), null);
  assert.deepEqual(await client.connection.sendRequest(TUNNELS_REQUEST, { uri: 7 }), { nodes: [] });
  const uri = open(refusedMainMode);
  assert.ok((await client.diagnostics(uri)).length > 0);
});

test('any text, any position: an answer, no error in the log', async () => {
  const before = client.log.length;
  const texts = [
    '',
    '\n',
    '\r\r\n',
    'x'.repeat(100_000),
    '\ud800 ISAKMP:(0):',
    `\u0000\ufeff${refusedMainMode}`,
    '```\n</script>',
  ];
  for (const text of texts) {
    const uri = open(text);
    for (const position of [
      { line: 0, character: 0 },
      { line: 0, character: 1_000_000 },
      { line: 1_000_000, character: 3 },
    ]) {
      await ask('textDocument/hover', uri, { position });
      await ask('textDocument/documentHighlight', uri, { position });
      await ask('textDocument/definition', uri, { position });
      await ask('textDocument/selectionRange', uri, { positions: [position] });
    }
    const range = { start: { line: 0, character: 0 }, end: { line: 1_000_000, character: 0 } };
    await ask('textDocument/semanticTokens/range', uri, { range });
    await ask('textDocument/codeAction', uri, { range, context: { diagnostics: [] } });
    await ask('textDocument/foldingRange', uri);
    await ask('textDocument/codeLens', uri);
    client.close(uri);
  }
  assert.deepEqual(client.log.slice(before), []);
});
