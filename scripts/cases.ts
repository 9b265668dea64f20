// Reads labelled captures: folders with input.txt and case.json, and the captures of other parsers (output.txt, meta.json).
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { Status } from '../server/src/engine/model.ts';

/** A label says what a senior engineer would: it is fixed before the program is asked. */
export interface Case {
  /** Path below the folder it was found in. */
  readonly name: string;
  readonly text: string;
  readonly why: string;
  readonly status: Status | undefined;
  /** The root cause; null for none. */
  readonly primary: string | null;
  /** Further codes that have to be among findings or candidates. */
  readonly codes: readonly string[];
  /** Codes that must not appear as cause or symptom. */
  readonly absent: readonly string[];
  /** Parts of the decisive lines. */
  readonly evidence: readonly string[];
  /** Part of the line that proves it: the first evidence of role cause of the root cause. */
  readonly decisive: string | undefined;
  /** Whose configuration or path is at fault. */
  readonly side: string | undefined;
  /** Rows of the table of the root cause: name, this end, the peer. */
  readonly attributes: readonly (readonly [name: string, local: string, remote: string])[] | undefined;
  /** Parts of the title, the commands or the configuration that the root cause comes with, and what must not be among them. */
  readonly says: readonly string[];
  readonly unsaid: readonly string[];
  readonly platform: string | undefined;
  readonly command: string | undefined;
}

/** Every labelled case below a folder, in the order of names. */
export function readCases(folder: string): readonly Case[] {
  return filesNamed(folder, 'case.json').map((file) => {
    const label = JSON.parse(readFileSync(file, 'utf8'));
    const codes: readonly string[] = label.codes ?? [];
    // Labels without `primary` name the root cause first among their codes, and `healthy` where there is none.
    const first = codes[0] === undefined || codes[0] === 'healthy' ? null : codes[0];
    const own = 'primary' in label;
    return {
      name: relative(folder, dirname(file)).split(sep).join('/') || basename(folder),
      text: readFileSync(join(dirname(file), 'input.txt'), 'utf8'),
      why: label.why ?? label.root_cause ?? '',
      status: label.status ?? (own ? undefined : first === null ? 'healthy' : undefined),
      primary: own ? label.primary : first,
      codes: own ? codes : codes.slice(1).filter((code) => code !== 'healthy'),
      absent: label.absent ?? [],
      evidence: label.evidence ?? [],
      decisive: label.decisive,
      side: label.side,
      attributes: label.attributes,
      says: label.says ?? [],
      unsaid: label.unsaid ?? [],
      platform: own ? label.platform : undefined,
      command: label.command,
    };
  });
}

/** Where a text holds a part of it: every place. */
export function placesOf(text: string, part: string): readonly (readonly [start: number, end: number])[] {
  const places: (readonly [number, number])[] = [];
  for (let at = text.indexOf(part); at >= 0 && part !== ''; at = text.indexOf(part, at + 1))
    places.push([at, at + part.length]);
  return places;
}

function filesNamed(folder: string, name: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => basename(path) === name)
    .sort()
    .map((path) => join(folder, path));
}
