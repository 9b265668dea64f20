// The licences of the packages whose code is inside the bundles: every one asks to be handed on with its code.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Metafile } from 'esbuild';
import { ROOT } from '../host/cache.ts';

const INTRODUCTION = 'IPsec Doctor contains code of the packages below, under these licences.';

/** Throws for a package without a licence text: such code must not be shipped. */
export function thirdPartyNotices(metafiles: readonly Metafile[]): string {
  return `${[INTRODUCTION, ...bundledPackages(metafiles).map(notice)].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

/** Folders of the packages of which something is in the output, in the order of their names. */
function bundledPackages(metafiles: readonly Metafile[]): readonly string[] {
  const inputs = metafiles
    .flatMap(({ outputs }) => Object.values(outputs).flatMap((output) => Object.entries(output.inputs)))
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .flatMap(([input]) => /^.*\bnode_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []);
  return [...new Set(inputs)].sort();
}

function notice(folder: string): string {
  const absolute = path.join(ROOT, folder);
  const { name, version, license } = JSON.parse(readFileSync(path.join(absolute, 'package.json'), 'utf8'));
  const file = readdirSync(absolute).find((each) => /^licen[cs]e(?:\.(?:md|txt))?$/i.test(each));
  if (!file) throw new Error(`${name} has no licence text`);
  const text = readFileSync(path.join(absolute, file), 'utf8').replace(/\r\n/g, '\n').trim();
  return `${name} ${version} (${license})\n\n${text}`;
}
