// What the comparisons of IKEv1 proposals of both phases share: values of lines, lines in order, what is read once.
import type { Rec } from '../../engine/define.ts';
import type { Model, Occurrence } from '../../engine/model.ts';

export const text = (occurrence: Occurrence, field: string): string | undefined => occurrence.fields[field]?.value;

/** What is read from configurations is read once for each analysis, however often something is refused. */
const remembered = new WeakMap<Model, Map<string, unknown>>();
export function remember<T>(model: Model, key: string, make: () => T): T {
  const known = remembered.get(model) ?? new Map<string, unknown>();
  remembered.set(model, known);
  if (!known.has(key)) known.set(key, make());
  return known.get(key) as T;
}

/** Occurrences of several messages in text order. */
export const inOrder = (model: Model, ids: readonly string[]): Occurrence[] =>
  ids.flatMap((id) => [...model.occurrences(id)]).sort((a, b) => a.start - b.start);

export const lineOf = (rec: Rec): string => rec.fields.text?.value.trim() ?? '';
