// What the judges of overlay logs share: their evidence, what stands below a line, and whether the text tells a cause already.
import type { Model, Occurrence } from '../../../engine/model.ts';
import { firstAndLast } from '../values.ts';

/** A finding of a log shows this much evidence. */
export const shown = 4;

export const evidence = (
  model: Model,
  list: readonly Occurrence[],
  role: 'cause' | 'symptom' = 'cause',
): ReturnType<Model['evidence']>[] => firstAndLast(list, shown).map((occurrence) => model.evidence(occurrence, role));

export const after = (
  model: Model,
  ids: readonly string[],
  line: number,
  same: (occurrence: Occurrence) => boolean = () => true,
): boolean => ids.some((id) => model.occurrences(id).some((occurrence) => occurrence.line > line && same(occurrence)));

/** The text says why registrations fail: whatever else tells that they do is a symptom. */
export const reasonIsKnown = (model: Model): boolean =>
  model.count('dmvpn.wrong-authentication') +
    model.count('nhrp.wrong-authentication') +
    model.count('dmvpn.network-id-removed') >
  0;

export const isTunnel = (name: string): boolean => /^(?:Tu|Vi|Virtual-Access)/.test(name);
