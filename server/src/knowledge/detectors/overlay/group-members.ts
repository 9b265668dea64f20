// What a text shows of a GETVPN member below a look at it that says the member is not registered.
import type { Rec } from '../../../engine/define.ts';
import type { Capture, Model } from '../../../engine/model.ts';
import { capturesOf, deviceAt, fieldOf, recordsBelow, sameDevice, textOf } from '../values.ts';

const fits = (one: string | undefined, other: string | undefined): boolean =>
  one === undefined || other === undefined || one === other;

/** The name of the group that this record of a member stands in; a filtered output names none. */
export const groupOf = (capture: Capture, member: Rec): string | undefined => {
  const group = recordsBelow(capture.root, 'group').find((one) => recordsBelow(one, 'member').includes(member));
  return group && textOf(group, 'group');
};

/** A registration completes in the log of the same device, or a later look finds the member registered: the last word counts. */
export function registersBelow(model: Model, shown: Capture, member: Rec): boolean {
  const group = groupOf(shown, member);
  // A log that names no device is of this one; so is a look.
  const isBelow = (line: number): boolean =>
    line > member.line && sameDevice(deviceAt(model, line) ?? shown.device, shown.device);
  return (
    ['gdoi.registration-complete', 'gdoi.policies-installed', 'gdoi.policy-installed']
      .flatMap((id) => model.occurrences(id))
      .some((done) => isBelow(done.line) && fits(group, fieldOf(done, 'group'))) ||
    capturesOf(model.captures, 'show crypto gdoi').some((capture) =>
      recordsBelow(capture.root, 'member').some(
        (later) =>
          isBelow(later.line) &&
          fits(group, groupOf(capture, later)) &&
          fits(textOf(member, 'member'), textOf(later, 'member')) &&
          /^registered/i.test(textOf(later, 'registrationStatus') ?? ''),
      ),
    )
  );
}
