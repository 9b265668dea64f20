// The manifest keeps the manners of the editor: own language, own names, bounded activation, all of it described.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { LANGUAGE_ID } from '../../server/src/protocol.ts';

interface Command {
  readonly command: string;
  readonly category: string;
  readonly title: string;
}

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
const lock = readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8');
const commands: readonly Command[] = manifest.contributes.commands;

test('claims its own language and no file name that others use', () => {
  const [language] = manifest.contributes.languages;
  assert.equal(language.id, LANGUAGE_ID);
  for (const taken of ['.txt', '.log', '.cfg', '.conf', '.config']) assert.ok(!language.extensions.includes(taken));
});

test('the first line of a capture is recognised, of prose and of other commands it is not', () => {
  const firstLine = new RegExp(manifest.contributes.languages[0].firstLine);
  for (const line of [
    'R7#sh crypto session detail',
    'hub-1>show cry ikev2 sa',
    'IPv4 Crypto ISAKMP SA',
    'IKEv1 SAs:',
  ]) {
    assert.match(line, firstLine);
  }
  for (const line of ['R7#show ip route', 'Show crypto prices', '# crypto', 'hostname R7', '']) {
    assert.doesNotMatch(line, firstLine);
  }
});

test('commands and settings carry their own prefix, commands their category', () => {
  for (const { command, category } of commands) {
    assert.match(command, /^ipsecDoctor\./);
    assert.equal(category, 'IPsec');
  }
  for (const setting of Object.keys(manifest.contributes.configuration.properties))
    assert.match(setting, /^ipsecDoctor\./);
  assert.equal(commands.find((c) => c.command === 'ipsecDoctor.diagnose')?.title, 'Diagnose IPSec output');
});

test('runs wherever an editor runs', () => {
  assert.equal(manifest.capabilities.untrustedWorkspaces.supported, true);
  assert.equal(manifest.capabilities.virtualWorkspaces, true);
  // A name with a dot in it is taken as it stands by the newer editors, and completed by `.js` by the older ones.
  for (const entry of [manifest.main, manifest.browser]) assert.equal(path.extname(entry), '', entry);
});

test('the lock file names no place that packages came from', () => {
  assert.doesNotMatch(lock, /"resolved": "https?:/);
});

/** `editor.background` of the themes that come with the editor. */
const backgrounds: Readonly<Record<string, string>> = {
  'Dark Modern': '#1F1F1F',
  'Light Modern': '#FFFFFF',
  'Default High Contrast': '#000000',
  'Default High Contrast Light': '#FFFFFF',
  'Solarized Dark': '#002B36',
  'Solarized Light': '#FDF6E3',
};

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

interface Style {
  readonly foreground?: string;
  readonly bold?: boolean;
  readonly italic?: boolean;
}

const customised: Readonly<Record<string, { readonly rules: Readonly<Record<string, Style>> }>> =
  manifest.contributes.configurationDefaults['editor.semanticTokenColorCustomizations'];

test('colours are readable in every theme that comes with the editor: 4.5 to 1, in high contrast 7 to 1', () => {
  for (const [theme, background] of Object.entries(backgrounds)) {
    const entry = Object.entries(customised).find(([key]) => key.includes(`[${theme}]`));
    assert.ok(entry, `colours for ${theme}`);
    const least = theme.includes('High Contrast') ? 7 : 4.5;
    for (const [selector, { foreground = '' }] of Object.entries(entry[1].rules)) {
      const reached = contrast(foreground, background);
      assert.ok(reached >= least, `${selector} in ${theme}: ${reached.toFixed(1)}`);
    }
  }
});

test('states are told apart by colour, and by more than colour', () => {
  for (const [theme, { rules: themed }] of Object.entries(customised).filter(([key]) => key.startsWith('['))) {
    const colours = ['good', 'waiting', 'bad'].map((state) => themed[`*.${state}:${LANGUAGE_ID}`]?.foreground);
    assert.equal(new Set(Object.values(themed).map(({ foreground }) => foreground)).size, 6, theme);
    assert.ok(colours.every(Boolean), theme);
    assert.ok(themed[`*.bad:${LANGUAGE_ID}`]?.bold && themed[`*.waiting:${LANGUAGE_ID}`]?.italic, theme);
  }
});
