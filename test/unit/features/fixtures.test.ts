// Every feature on every capture of the fixtures: spans lie in the text, nothing overlaps, nothing is said twice, nothing throws.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { diagnosticsOf } from '../../../server/src/engine/features/diagnostics.ts';
import { foldsOf } from '../../../server/src/engine/features/folds.ts';
import { hoverAt } from '../../../server/src/engine/features/hover.ts';
import { inlaysOf } from '../../../server/src/engine/features/inlays.ts';
import { lensesOf } from '../../../server/src/engine/features/lenses.ts';
import { factAt } from '../../../server/src/engine/features/places.ts';
import { identityAt, referencesAt } from '../../../server/src/engine/features/same.ts';
import { type Symbol as Entry, symbolsOf } from '../../../server/src/engine/features/symbols.ts';
import { tokensOf } from '../../../server/src/engine/features/tokens.ts';
import { treeOf } from '../../../server/src/engine/features/tree.ts';
import { createEngine } from '../../../server/src/engine/index.ts';
import type { Analysis, Span } from '../../../server/src/engine/model.ts';
import { catalogue } from '../../../server/src/knowledge/index.ts';
import { hoverMarkdown } from '../../../server/src/lsp/markdown.ts';

const engine = createEngine(catalogue);
const cases = new URL('../../fixtures/cases/', import.meta.url);
const analyses = globSync('*/*/input.txt', { cwd: cases })
  .sort()
  .map((name): readonly [string, Analysis] => [name, engine.analyse(readFileSync(new URL(name, cases), 'utf8'))]);

function each(check: (analysis: Analysis, inside: (span: Span) => void) => void): void {
  for (const [name, analysis] of analyses) {
    const inside = ({ start, end }: Span): void =>
      assert.ok(start >= 0 && start <= end && end <= analysis.text.length, `${name}: ${start} to ${end}`);
    try {
      check(analysis, inside);
    } catch (error) {
      throw new Error(name, { cause: error });
    }
  }
}

/** Where words begin: all of a short text, a hundred of a long one. */
function sample({ text }: Analysis, word: RegExp): readonly number[] {
  const starts = [...text.matchAll(word)].map(({ index }) => index);
  const stride = Math.ceil(starts.length / 100);
  return starts.filter((_, at) => at % stride === 0);
}

test('there are fixtures to look at', () => assert.ok(analyses.length > 100));

test('problems: one short line each, on one line of the text, every cause among them', () => {
  each((analysis, inside) => {
    const problems = diagnosticsOf(analysis);
    for (const problem of problems) {
      inside(problem);
      problem.related.forEach(inside);
      assert.ok(problem.message.length <= 120 && !/[\r\n]/.test(problem.message), problem.message);
      assert.doesNotMatch(analysis.text.slice(problem.start, problem.end), /\n/);
    }
    for (const { code, role } of analysis.findings)
      if (role === 'cause')
        assert.ok(
          problems.some((problem) => problem.code === code),
          code,
        );
    if (analysis.verdict.status === 'healthy') assert.ok(problems.every(({ severity }) => severity !== 'error'));
  });
});

test('hovers: around the cursor, and never the title of the problem beside them', () => {
  each((analysis, inside) => {
    for (const index of sample(analysis, /\S+/g)) {
      const hover = hoverAt(analysis, catalogue, index);
      if (!hover) continue;
      inside(hover);
      assert.ok(hover.start <= index && index <= hover.end);
      const markdown = hoverMarkdown('untitled:a', analysis, hover);
      for (const { title } of analysis.findings)
        assert.ok(title.split(' ').length < 4 || !markdown.includes(title), title);
    }
  });
});

test('hovers: whatever is decisive has one', () => {
  each((analysis) => {
    for (const { evidence } of analysis.findings)
      for (const { start } of evidence) assert.ok(hoverAt(analysis, catalogue, start), `at ${start}`);
  });
});

test('colours: in order, apart, on one line each', () => {
  each((analysis, inside) => {
    let before = 0;
    for (const token of tokensOf(analysis, catalogue, 0, analysis.lineStarts.length)) {
      inside(token);
      assert.ok(token.start >= before && token.end > token.start);
      assert.doesNotMatch(analysis.text.slice(token.start, token.end), /\n/);
      before = token.end;
    }
  });
});

test('outline, folding, lenses, hints, tree: within the text and within each other', () => {
  each((analysis, inside) => {
    const check = (parent: Entry): void => {
      inside(parent);
      assert.ok(parent.start <= parent.at.start && parent.at.end <= parent.end, parent.name);
      for (const child of parent.children) {
        assert.ok(parent.start <= child.start && child.end <= parent.end, `${child.name} in ${parent.name}`);
        check(child);
      }
    };
    const symbols = symbolsOf(analysis);
    symbols.forEach(check);
    assert.equal(symbols.length, analysis.captures.length);
    const last = analysis.lineStarts.length - 1;
    for (const { startLine, endLine } of foldsOf(analysis)) assert.ok(startLine < endLine && endLine <= last);
    assert.equal(lensesOf(analysis).length, analysis.captures.length);
    for (const { offset } of inlaysOf(analysis, catalogue, 0, last + 1)) inside({ start: offset, end: offset });
    const nodes = treeOf(analysis);
    assert.ok(nodes.length >= analysis.tunnels.length);
    for (const { firstLine, lastLine } of nodes) assert.ok(firstLine <= lastLine && lastLine <= last);
  });
});

test('the same thing elsewhere always includes the place that was asked about', () => {
  each((analysis, inside) => {
    for (const index of sample(analysis, /[0-9A-Za-z]\S*/g)) {
      const fact = factAt(analysis, index);
      const identity = identityAt(analysis, index);
      if (!identity || !fact || fact.start !== index || /^(?:0x)?0*$/.test(identity.value)) continue;
      const places = referencesAt(analysis, index, 10_000);
      places.forEach(inside);
      assert.ok(
        places.some(({ start, end }) => start <= index && index <= end),
        `${identity.kind} ${identity.value} at ${index}`,
      );
    }
  });
});
