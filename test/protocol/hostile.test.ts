// Pasted text that tries to be Markdown, HTML, a command link or a terminal sequence comes out as text, whatever asks.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { CodeLens, Hover, MarkupContent } from 'vscode-languageserver';
import {
  COMPARE_REQUEST,
  DIAGNOSE_REQUEST,
  LINKED_COMMANDS,
  REPORT_REQUEST,
  TUNNELS_REQUEST,
  type TunnelNode,
} from '../../server/src/protocol.ts';
import { hostile, refusedMainMode } from './captures.ts';
import { type Client, start } from './client.ts';

let client: Client;

before(async () => {
  client = await start();
});
after(async () => {
  assert.equal(await client.stop(), 0);
});

/** Control characters but the line feed, and marks that turn the direction of writing. */
const unseen = /(?!\n)[\p{Cc}\p{Bidi_Control}]/u;
const ourAddresses = /<https:\/\/(?:www\.)?(?:cisco\.com|rfc-editor\.org|iana\.org|ietf\.org)\/[^\s<>]*>/g;

/** The Markdown without code spans and fences, in which nothing is markup. */
function outsideCode(markdown: string): string {
  return markdown
    .replace(/^(`{3,})[^\n]*\n[\s\S]*?\n\1$/gm, '')
    .replace(/(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)/g, '')
    .replace(/\\[!-/:-@[-`{-~]/g, '');
}

function assertHarmless(markdown: string): void {
  const bare = outsideCode(markdown);
  for (const [, target = ''] of bare.matchAll(/\]\(([^)]*)\)/g)) {
    const command = /^command:([\w.]+)/.exec(target)?.[1];
    if (command) assert.ok(LINKED_COMMANDS.includes(command), target);
    else assert.match(target, /^(?:https:\/\/(?:www\.)?[a-z.-]+\.(?:org|com|net|gov)\/|#L\d+|ipsec-doctor-docs:)/);
  }
  assert.doesNotMatch(bare.replace(ourAddresses, ''), /<[a-z!/]/i, 'no HTML');
  assert.doesNotMatch(bare, /!\[/, 'no image');
  assert.doesNotMatch(markdown, unseen, 'no control character');
}

hostile.forEach((text, index) => {
  test(`hover, report, problems and lens show ${JSON.stringify(text)} as text`, async () => {
    const uri = `untitled:${index}`;
    const poisoned = refusedMainMode
      .replaceAll('203.0.113.5', text)
      .replace('3DES-CBC', text)
      .replace('no offers accepted', `no offers accepted! ${text}`);
    client.open(uri, `R7${text}#show crypto isakmp sa\n${refusedMainMode}${poisoned}`);
    const diagnostics = await client.diagnostics(uri);
    const lines = client.textOf(uri).split('\n');
    for (const [line, content] of lines.entries())
      for (let character = 0; character < content.length; character += 7) {
        const hover = await client.connection.sendRequest<Hover | null>('textDocument/hover', {
          textDocument: { uri },
          position: { line, character },
        });
        if (hover) assertHarmless((hover.contents as MarkupContent).value);
      }
    for (const { message, relatedInformation } of diagnostics)
      for (const shown of [message, ...(relatedInformation ?? []).map((related) => related.message)])
        assert.doesNotMatch(typeof shown === 'string' ? shown : shown.value, unseen);
    const { markdown } = await client.connection.sendRequest<{ markdown: string }>(REPORT_REQUEST, { uri });
    assertHarmless(markdown.replace(/^```mermaid[\s\S]*?^```$/gm, ''));
    const lenses = await client.connection.sendRequest<CodeLens[]>('textDocument/codeLens', { textDocument: { uri } });
    for (const lens of lenses) assert.equal(lens.command?.title.split('$(').length, 2, 'one icon, ours');
  });
});

/** Every text that stands somewhere in a value. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(textsIn) : [];
}

test('tree, outline, hints, offered actions and results for other tools: no control character, no command but ours', async () => {
  const evil = hostile.join('');
  const uri = 'untitled:../../%2e%2e/etc/passwd';
  const text = `R7${evil}#debug crypto isakmp\n${refusedMainMode.replace('3DES-CBC', evil).replace('no offers accepted', `no offers accepted! ${evil}`)}`;
  client.open(uri, text);
  await client.diagnostics(uri);
  const ask = <R>(method: string, params: object): Promise<R> => client.connection.sendRequest<R>(method, params);
  const textDocument = { uri };
  const range = { start: { line: 0, character: 0 }, end: { line: text.split('\n').length - 1, character: 0 } };

  const { nodes } = await ask<{ nodes: readonly TunnelNode[] }>(TUNNELS_REQUEST, { uri });
  const symbols = await ask<readonly object[]>('textDocument/documentSymbol', { textDocument });
  const hints = await ask('textDocument/inlayHint', { textDocument, range });
  const offered = await ask('textDocument/codeAction', { textDocument, range, context: { diagnostics: [] } });
  assert.ok(nodes.length > 0 && symbols.length > 0);
  for (const shown of textsIn([nodes, symbols, hints, offered])) assert.doesNotMatch(shown, unseen);

  for (const format of ['json', 'sarif'] as const) {
    const { content } = await ask<{ content: string }>(DIAGNOSE_REQUEST, { name: `../${evil}/passwd`, text, format });
    const parsed = JSON.parse(content);
    if (format === 'sarif') {
      const { uri: place } = parsed.runs[0].artifacts[0].location;
      assert.match(place, /^(?!\/\/)[\w%./()!'*~-]+$/, 'a path: no scheme, no host');
      for (const printed of textsIn(parsed)) assert.doesNotMatch(printed, unseen);
    }
  }
  const { markdown } = await ask<{ markdown: string }>(COMPARE_REQUEST, { left: uri, right: uri });
  assertHarmless(markdown);
});
