// The house keeps its order: who may import whom, and what the pure parts never touch.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

interface Source {
  /** Path from the project's root, with slashes. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly { readonly from: string; readonly typeOnly: boolean; readonly names: readonly string[] }[];
}

const IMPORT = /^(?:import|export)\s+(type\s+)?(?:([\w\s{},*$]+?)\s+from\s+)?'([^'\n]+)'/gm;

function sources(folder: string): readonly Source[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => {
      const absolute = join(root, folder, file);
      const text = readFileSync(absolute, 'utf8');
      const imports = [...text.matchAll(IMPORT)].map(([, type, names = '', from = '']) => ({
        from: from.startsWith('.') ? relative(root, resolve(dirname(absolute), from)).replaceAll('\\', '/') : from,
        typeOnly: type !== undefined || /^\{(?:\s*type\s+[\w\s]+,?)+\s*\}$/.test(names),
        names: names.split(/[{},\s]+/).filter(Boolean),
      }));
      return { path: relative(root, absolute).replaceAll('\\', '/'), text, imports };
    });
}

const server = sources('server/src');
const client = sources('client/src');
const inside = (folder: string): readonly Source[] =>
  server.filter(({ path }) => path.startsWith(`server/src/${folder}/`));

/** Imports of a group of files that a test refuses, as `file → import`. */
function refused(files: readonly Source[], allowed: (from: string, typeOnly: boolean) => boolean): string[] {
  return files.flatMap(({ path, imports }) =>
    imports.filter(({ from, typeOnly }) => !allowed(from, typeOnly)).map(({ from }) => `${path} → ${from}`),
  );
}

test('there is something to look at', () => {
  assert.ok(inside('engine').length > 5 && inside('knowledge').length > 5 && client.length > 0);
  assert.ok(inside('engine').some(({ imports }) => imports.length > 0));
});

test('the engine imports the engine only', () => {
  assert.deepEqual(
    refused(inside('engine'), (from) => from.startsWith('server/src/engine/')),
    [],
  );
});

test('knowledge imports knowledge and the words it is written in', () => {
  const words = 'server/src/engine/define.ts';
  const allowed = (from: string, typeOnly: boolean): boolean =>
    from.startsWith('server/src/knowledge/') || from === words || (typeOnly && from === 'server/src/engine/model.ts');
  assert.deepEqual(refused(inside('knowledge'), allowed), []);
});

test('reports import engine, knowledge and reports only', () => {
  const allowed = (from: string): boolean => /^server\/src\/(?:engine|knowledge|report)\//.test(from);
  assert.deepEqual(refused(inside('report'), allowed), []);
});

test('the language server protocol is known in one folder and at the two doors', () => {
  const speakers = [...server]
    .filter(({ imports }) => imports.some(({ from }) => /^vscode/.test(from)))
    .map(({ path }) => path);
  assert.deepEqual(
    speakers.filter((path) => !/^server\/src\/(?:lsp\/|connection\.(?:node|web)\.ts)/.test(path)),
    [],
  );
});

test('the web server and all it imports use nothing of Node', () => {
  const byPath = new Map(server.map((source) => [source.path, source]));
  const reached = new Set<string>();
  const visit = (path: string): void => {
    if (reached.has(path)) return;
    reached.add(path);
    for (const { from, typeOnly } of byPath.get(path)?.imports ?? []) if (!typeOnly) visit(from);
  };
  for (const path of ['server/src/connection.web.ts', 'server/src/lsp/serve.ts']) visit(path);
  assert.ok(reached.size > 5);
  assert.deepEqual(
    [...reached].filter((from) => from.startsWith('node:')),
    [],
  );
});

test('the client takes from the server the names of the protocol alone', () => {
  const allowed = (from: string): boolean => !from.startsWith('server/') || from === 'server/src/protocol.ts';
  assert.deepEqual(refused(client, allowed), []);
});

test('the pure parts look at no clock, draw no random number and reach no outside', () => {
  const outside =
    /\b(?:Date\.now|new Date\(\)|performance\.now|Math\.random|process\.|globalThis|fetch\(|setTimeout|setInterval|localStorage|require\()/;
  const found = [...inside('engine'), ...inside('knowledge'), ...inside('report')].flatMap(({ path, text }) =>
    withoutTexts(text)
      .split('\n')
      .flatMap((line, at) => (outside.test(line) ? [`${path}:${at + 1}: ${line.trim()}`] : [])),
  );
  assert.deepEqual(found, []);
});

/** Comments and quoted texts may speak of anything. */
const withoutTexts = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g, (match) =>
    match.replace(/[^\n]/g, ' '),
  );

test('each file opens with a sentence that says what it is for', () => {
  const all = [...server, ...client, ...sources('scripts'), ...sources('test')];
  assert.deepEqual(
    all.filter(({ text }) => !/^(?:#![^\n]*\n)?\/\/ \S[^\n]{20,}[.:?)]\n/.test(text)).map(({ path }) => path),
    [],
  );
});
