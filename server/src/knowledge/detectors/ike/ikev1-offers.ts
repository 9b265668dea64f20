// What the comparisons of IKEv1 proposals of both phases share: what is read once, and what stands in a line.
import type { Rec } from '../../../engine/define.ts';
import type { Model } from '../../../engine/model.ts';

/** What is read from configurations is read once for each analysis, however often something is refused. */
const remembered = new WeakMap<Model, Map<string, unknown>>();
export function remember<T>(model: Model, key: string, make: () => T): T {
  const known = remembered.get(model) ?? new Map<string, unknown>();
  remembered.set(model, known);
  if (!known.has(key)) known.set(key, make());
  return known.get(key) as T;
}

export const lineOf = (rec: Rec): string => rec.fields.text?.value.trim() ?? '';
