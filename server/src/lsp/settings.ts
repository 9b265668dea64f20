// The user's settings as the server reads them; whatever is missing or mistyped has its default.
import type { Shown } from '../engine/features/diagnostics.ts';

export interface Settings {
  readonly diagnostics: boolean;
  readonly codeLens: boolean;
  readonly inlayHints: boolean;
  /** How findings of a code are shown, in place of the program's own judgement. */
  readonly severity: ReadonlyMap<string, Shown>;
}

export const SETTINGS_SECTION = 'ipsecDoctor';

const shown: readonly Shown[] = ['off', 'hint', 'information', 'warning', 'error'];

export function settingsFrom(value: unknown): Settings {
  const chosen = Object.entries(objectAt(value, 'findings', 'severity')).filter((entry): entry is [string, Shown] =>
    shown.includes(entry[1] as Shown),
  );
  return {
    diagnostics: objectAt(value, 'diagnostics').enable !== false,
    codeLens: objectAt(value, 'codeLens').enable !== false,
    inlayHints: objectAt(value, 'inlayHints').enable === true,
    severity: new Map(chosen),
  };
}

interface Fields {
  readonly [name: string]: unknown;
  readonly enable?: unknown;
}

function objectAt(value: unknown, ...path: readonly string[]): Fields {
  let at = value;
  for (const name of path) at = isObject(at) ? at[name] : undefined;
  return isObject(at) ? at : {};
}

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
