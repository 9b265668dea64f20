// The types of the library: what tsc declares for its door, and the files that those declarations name.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT } from '../host/cache.ts';

const SOURCES = path.join(ROOT, 'server/src');
const TSC = path.join(ROOT, 'node_modules/typescript/bin/tsc');

export function writeTypes(folder: string): void {
  const work = mkdtempSync(path.join(tmpdir(), 'ipsec-doctor-types-'));
  try {
    const declared = path.join(work, 'types');
    const project = path.join(work, 'tsconfig.json');
    const compilerOptions = {
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      // `npm run check:types` checks.
      noCheck: true,
      rootDir: SOURCES,
      outDir: declared,
      types: [],
    };
    const files = [path.join(SOURCES, 'library.ts')];
    const settings = { extends: path.join(ROOT, 'tsconfig.json'), compilerOptions, include: [], files };
    writeFileSync(project, JSON.stringify(settings));
    execFileSync(process.execPath, [TSC, '--project', project], { stdio: ['ignore', 'inherit', 'inherit'] });
    copyReached(declared, folder);
  } finally {
    rmSync(work, { recursive: true });
  }
}

/** The declarations that a program can see, beginning at `library.d.ts`, which becomes `index.d.ts`. */
function copyReached(from: string, to: string): void {
  const reached = new Set(['library.ts']);
  for (const source of reached) {
    const text = readFileSync(path.join(from, source.replace(/\.ts$/, '.d.ts')), 'utf8');
    for (const [, name = ''] of text.matchAll(/'(\.{1,2}\/[^']+\.ts)'/g))
      reached.add(path.posix.join(path.posix.dirname(source), name));
    const target = path.join(to, source === 'library.ts' ? 'index.d.ts' : source.replace(/\.ts$/, '.d.ts'));
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text.replace(/'(\.{1,2}\/[^']+)\.ts'/g, "'$1.js'"));
  }
}
