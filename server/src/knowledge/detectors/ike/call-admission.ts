// Judges the statistics of call admission control: requests for IKE SAs that were refused because a limit was reached.
import { type Detector, detector } from '../../../engine/define.ts';
import { capturesOf, numberIn } from '../values.ts';

/** A few refusals may be of a moment long ago, such as the return of all peers after an outage. */
const few = 10;

export const admissionRefusals: Detector = detector({
  id: 'call-admission',
  codes: ['ike-admission-limit'],
  run: (model, report) => {
    const counted = capturesOf(model.captures, 'show crypto call admission statistics').flatMap(
      ({ root: { fields } }) =>
        [fields.rejectedLimit, fields.rejectedNegotiating, fields.rejectedResources].filter(
          (fact) => (numberIn(fact) ?? 0) >= few,
        ),
    );
    if (counted.length === 0) return;
    report({
      code: 'ike-admission-limit',
      certainty: 'likely',
      severity: 'warning',
      side: 'local',
      evidence: counted.flatMap((fact) => (fact ? [model.evidence(fact, 'cause')] : [])),
    });
  },
});
