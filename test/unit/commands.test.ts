// The tables of the show commands: they compile, every cell can be reached, and what it reads is read back from a sample of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Command, Rec, Source } from '../../server/src/engine/define.ts';
import { compileCommand, readCommand } from '../../server/src/engine/reader.ts';
import { compileTemplate, renderTemplate } from '../../server/src/engine/template.ts';
import { catalogue } from '../../server/src/knowledge/index.ts';

function sourceOf(text: string): Source {
  return { text, firstLine: 0, endLine: 1, lineStart: () => 0, lineEnd: () => text.length };
}

const factsOf = (rec: Rec): string[] => [...rec.all.map(({ name }) => name), ...rec.children.flatMap(factsOf)];

/** Cells with the kind of record they belong to; those of a record that is not open are tried where a paste begins in the middle. */
function cellsOf(command: Command): string[] {
  return [
    ...(command.cells ?? []),
    ...Object.values(command.records).flatMap((shape) => [...shape.opens, ...(shape.heads ?? [])]),
  ];
}

for (const command of catalogue.commands) {
  if (command.read) continue;
  test(`cells: ${command.id}`, () => {
    const compiled = compileCommand(command, catalogue.kinds);
    for (const template of cellsOf(command)) {
      const names = new Set(compileTemplate(template, catalogue.kinds).groups.flatMap((group) => group?.name ?? []));
      // The longest form and the shortest: everything optional there, and nothing.
      for (const turn of [1, 0]) {
        const text = renderTemplate(template, catalogue.kinds, (below) => Math.min(turn, below - 1)).trim();
        if (text === '') continue;
        const { root, understood } = readCommand(compiled, sourceOf(text));
        assert.ok(understood(0), `«${text}» of «${template}» is understood`);
        const found = factsOf(root);
        if (names.size === 0 || turn === 0) continue;
        assert.ok(
          found.every((name) => names.has(name)) && found.length > 0,
          `«${text}» of «${template}» gave ${found.join(', ')}, not ${[...names].join(', ')}`,
        );
      }
    }
  });
}

test('no two commands have the same name', () => {
  const names = catalogue.commands.map(({ id }) => id);
  assert.deepEqual(
    names.filter((name, index) => names.indexOf(name) !== index),
    [],
  );
});
