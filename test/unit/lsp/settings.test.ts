// Settings as users write them: what is missing or mistyped has its default.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { settingsFrom } from '../../../server/src/lsp/settings.ts';
import { TOKEN_MODIFIERS, TOKEN_TYPES } from '../../../server/src/protocol.ts';

const { contributes } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));

test('defaults for nothing and for nonsense', () => {
  for (const value of [undefined, null, 7, 'x', [], { findings: 1, codeLens: [], inlayHints: 'yes' }]) {
    const settings = settingsFrom(value);
    assert.deepEqual(
      [settings.diagnostics, settings.codeLens, settings.inlayHints, settings.severity.size],
      [true, true, false, 0],
    );
  }
});

test('a severity for each code; unknown words are left out', () => {
  const { severity } = settingsFrom({
    findings: { severity: { 'psk-missing': 'warning', 'idle-tunnel': 'loud', x: 3 } },
  });
  assert.deepEqual([...severity], [['psk-missing', 'warning']]);
});

test('the manifest describes the settings with the same defaults, and the colours', () => {
  const properties = contributes.configuration.properties;
  assert.equal(properties['ipsecDoctor.diagnostics.enable'].default, true);
  assert.equal(properties['ipsecDoctor.codeLens.enable'].default, true);
  assert.equal(properties['ipsecDoctor.inlayHints.enable'].default, false);
  assert.ok(properties['ipsecDoctor.findings.severity']);
  const ids = (list: readonly { readonly id: string }[]): string[] => list.map(({ id }) => id);
  assert.deepEqual(ids(contributes.semanticTokenTypes), [...TOKEN_TYPES]);
  assert.deepEqual(ids(contributes.semanticTokenModifiers), [...TOKEN_MODIFIERS]);
});
