// Judges certificates beside the clock: what a device that does not know the time can say, and what it cannot.
import { type Detector, detector, type Fact, type Rec, type Report } from '../../../engine/define.ts';
import type { Model, Occurrence } from '../../../engine/model.ts';
import { configsOf } from '../config/model.ts';
import { isTunnelUp, listsIke } from '../up.ts';
import { capturesOf, deviceAt, fieldOf, inOrder, recordsBelow, sameDevice, textOf } from '../values.ts';
import { dateOf, isDefaultDate, isDefaultDateOfIos, set, settingOf, unset } from './clocks.ts';

/** Certificates that are not valid yet. */
const early = ['pki.syslog-certificate-invalid-not-yet-valid', 'pki.not-yet-valid'];
/** An ASA refuses them in one message with all others, and tells why at its end. */
const refusedByAsa = ['asa.717009', 'asa.717027'];
const ofItsDate = /date is out.of.range|not yet valid/i;
/** Trouble with times that an unset clock explains. */
const times = [
  ...early,
  'pki.syslog-certificate-invalid-expired',
  'pki.syslog-certificate-invalid',
  'pki.expired',
  'pki.outside-validity',
];
/** Trouble with certificates that it explains too: they are not looked at before the time is known. */
const unusable = [
  'crypto.invalid-certificate',
  'pki.verify-cert-failed',
  'pki.syslog-autocerterr',
  'pki.syslog-cert-renew-fail',
  'pki.timers-not-started',
  'ikev2.error-platform-errors',
  'ikev2.error-certificate-request-failed',
  'ikev2.chain-missing',
  'ikev2.chain-refused',
];
/** Every device without a battery for its clock writes the line when it boots: beside other lines it is part of that; alone it is what somebody asks about. */
const excerpt = 8;
/** Lines that a device writes while it boots. */
const boot = [
  'pki.syslog-sudi-info',
  'pki.syslog-trustpoint-create',
  'pki.syslog-noconfigautosave',
  'crypto.isakmp-off',
  'gdoi.on-off',
  'crypto.key-addition',
  'sys.restarted',
];

export const pkiClock: Detector = detector({
  id: 'pki-clock',
  codes: ['clock-not-set'],
  run: (model, report) => {
    refusedForTime(model, report);
    const last = model.occurrences(unset).at(-1);
    if (!last) return;
    if (model.occurrences(set).some((line) => line.line > last.line)) return;
    const setBefore = model.occurrences(set).at(-1)?.line ?? -1;
    const of = (ids: readonly string[], from: number): readonly Occurrence[] =>
      ids.flatMap((id) => model.occurrences(id)).filter((line) => line.line > from && isBeforeSetting(model, line));
    // A time that is not known at this line was not known before it either.
    const shown = [...of(times, setBefore), ...of(unusable, last.line)];
    const device = model.captures[last.capture]?.device;
    const here = (other: { readonly device?: string }): boolean => sameDevice(other.device, device);
    const quiet = !model.tunnels.some(here) && !model.attempts.some(here);
    const alone = quiet && isExcerpt(model, last) && !boot.some((id) => model.count(id) > 0);
    const clock = clockOf(model);
    const policy = quiet ? undefined : waitsForCertificates(model, device);
    const stillUnset = (quiet || policy !== undefined) && clock?.unset === true && clock.fact.start > last.start;
    if (shown.length === 0 && !stillUnset && !alone) return;
    report({
      code: 'clock-not-set',
      certainty: of(times, setBefore).length > 0 ? 'certain' : 'likely',
      evidence: [
        model.evidence(last, 'cause'),
        ...shown.slice(0, 3).map((line) => model.evidence(line, 'symptom')),
        ...(stillUnset && clock ? [model.evidence(clock.fact, 'symptom')] : []),
        ...(stillUnset && policy ? [model.evidence(policy, 'symptom')] : []),
      ],
      side: 'local',
    });
  },
});

/**
 * No SA of the device is up, and its IKE policies ask for certificates, which is what they do where nothing else is written (rsa-sig): the first of
 * them. Where there are keys too, the clock does not keep anything from coming up.
 */
function waitsForCertificates(model: Model, device: string | undefined): Rec | undefined {
  const tunnels = model.tunnels.filter((tunnel) => sameDevice(tunnel.device, device));
  const configs = configsOf(model).filter((config) => sameDevice(config.device, device));
  const policies = configs.flatMap((config) => (config.filtered ? [] : config.policies));
  const byCertificate = policies.every(({ values }) => /^rsa-sig$|^ecdsa-sig$/.test(values.authentication ?? ''));
  const keys = configs.flatMap((config) => config.keys);
  const isDown = !tunnels.some(isTunnelUp) && tunnels.some(({ ike }) => ike.length > 0);
  return isDown && byCertificate && keys.length === 0 ? policies[0]?.rec : undefined;
}

/** A certificate refused for its time, on a device that shows a clock which nobody has set, or that still counts from its default date. */
function refusedForTime(model: Model, report: Report): void {
  const clock = clockOf(model);
  const asked = clock?.unset === true;
  // A clock that still counts from its default date finds certificates too young, never too old.
  const byAsa = inOrder(model, refusedByAsa).filter((line) => ofItsDate.test(fieldOf(line, 'reason') ?? ''));
  const refused = [...(asked ? times : early).flatMap((id) => model.occurrences(id)), ...byAsa].filter((line) =>
    isBeforeSetting(model, line),
  );
  const first = refused[0];
  if (!first || (!asked && (clock || !refused.every(atDefaultDate)))) return;
  report({
    code: 'clock-not-set',
    certainty: asked ? 'certain' : 'likely',
    side: 'local',
    evidence: [
      ...(asked && clock ? [model.evidence(clock.fact, 'cause')] : []),
      model.evidence(first, asked ? 'symptom' : 'cause'),
    ],
  });
}

/** A time in a log may lack its year. */
const atDefaultDate = ({ time }: Occurrence): boolean => time !== undefined && isDefaultDateOfIos(time);

/** Below the line by which the clock of the device is known it is not the clock. */
const isBeforeSetting = (model: Model, { line, capture }: Occurrence): boolean =>
  line < (settingOf(model, model.captures[capture]?.device)?.known ?? Number.POSITIVE_INFINITY);

/* A list of revoked certificates is fetched with the same transactions as a certificate. */

const crlSteps = 'pki.crl-step';
/** Between the step that asks for the list and the line that says the server is not there. */
const crlDistance = 15;

export const pkiRevocation: Detector = detector({
  id: 'pki-revocation',
  codes: ['certificate-revocation'],
  run: (model, report) => {
    const asked = model.occurrences(crlSteps);
    const lost = model
      .occurrences('pki.ca-unreachable')
      .filter((line) => asked.some((step) => step.line < line.line && line.line - step.line <= crlDistance));
    const [first] = lost;
    const step = first && asked.findLast((candidate) => candidate.line < first.line);
    if (!first || !step) return;
    report({
      code: 'certificate-revocation',
      certainty: 'certain',
      side: 'local',
      detail: { reason: 'unavailable' },
      evidence: [model.evidence(first, 'cause'), model.evidence(step, 'context')],
      count: lost.length,
    });
  },
});

/** What the device of this line shows is a few lines of log, and nothing else. */
function isExcerpt({ captures }: Model, { capture }: Occurrence): boolean {
  const mine = captures.filter(({ device }) => sameDevice(device, captures[capture]?.device));
  return (
    mine.every(({ kind }) => kind === 'syslog' || kind === 'debug') &&
    Math.max(0, ...mine.map(({ startLine, endLine }) => endLine - startLine)) <= excerpt
  );
}

/* Show outputs: certificates against the clock of the same text, enrolment and the CA server. */

export const pkiOutputs: Detector = detector({
  id: 'pki-outputs',
  codes: ['certificate-invalid', 'certificate-enrollment-failure', 'clock-not-set'],
  run: (model, report) => {
    judgeValidity(model, report);
    judgeEnrolment(model, report);
    judgeServer(model, report);
  },
});

/** Certificates that come with the device and take no part in tunnels. */
const ofTheDevice = /^(?:TP-self-signed|SLA-|CISCO_IDEVID|CISCO-IDEVID|Trustpool|SDWAN|IOSXE)/i;

/**
 * The certificates of all looks, without those of a trustpoint that a later look at the same device lists with another one in their place. Gone through
 * from the last look up: of each kind and trustpoint the serial numbers are kept that all looks below with one of it list.
 */
function heldAtLast(model: Model): readonly Rec[] {
  const kept = new Map<string, ReadonlySet<string | undefined>>();
  const looks = capturesOf(model.captures, 'show crypto pki certificates').map(({ device, root }) => {
    return { device, certificates: recordsBelow(root, 'certificate') };
  });
  const held = looks.toReversed().map(({ device, certificates }) => {
    const placesOf = (one: Rec): readonly string[] =>
      one.all.flatMap(({ name, value }) =>
        name === 'trustpoint' ? [[device, textOf(one, 'certificate'), value].join('\n')] : [],
      );
    const serialOf = (one: Rec): string | undefined => textOf(one, 'serial');
    const mine = certificates.filter((one) =>
      placesOf(one).every((place) => kept.get(place)?.has(serialOf(one)) ?? true),
    );
    const serials = new Set(certificates.map(serialOf));
    for (const place of new Set(certificates.flatMap(placesOf)))
      kept.set(place, new Set([...serials].filter((serial) => kept.get(place)?.has(serial) ?? true)));
    return mine;
  });
  return held.toReversed().flat();
}

function judgeValidity(model: Model, report: Report): void {
  const clocks = clocksOf(model);
  const [first] = clocks;
  if (!first) return;
  for (const certificate of heldAtLast(model)) {
    // What is up on this device got its certificates accepted.
    const device = deviceAt(model, certificate.line);
    if (model.tunnels.some((tunnel) => sameDevice(tunnel.device, device) && listsIke(tunnel))) continue;
    // Below the line by which the clock is known, it is the one that was looked at last.
    const isKnown = certificate.line > (settingOf(model, device)?.known ?? Number.POSITIVE_INFINITY);
    const clock = (isKnown ? clocks.findLast((one) => one.device === device && !one.unset) : undefined) ?? first;
    const start = certificate.fields.startDate;
    const end = certificate.fields.endDate;
    const trustpoints = certificate.all.filter((fact) => fact.name === 'trustpoint').map((fact) => fact.value);
    if (
      /self-signed/i.test(textOf(certificate, 'certificate') ?? '') ||
      (trustpoints.length > 0 && trustpoints.every((name) => ofTheDevice.test(name)))
    )
      continue;
    const from = dateOf(start?.value);
    const until = dateOf(end?.value);
    const wrong =
      until !== undefined && clock.day > until ? end : from !== undefined && clock.day < from ? start : undefined;
    if (!wrong) continue;
    const fault = wrong === end ? 'its time is over' : 'its time has not begun';
    const values = { fault, trustpoint: trustpoints[0] ?? '' };
    if (clock.unset)
      report({
        code: 'clock-not-set',
        certainty: 'certain',
        side: 'local',
        evidence: [model.evidence(clock.fact, 'cause'), model.evidence(wrong, 'symptom')],
      });
    report({
      code: 'certificate-invalid',
      certainty: clock.unset ? 'likely' : 'certain',
      side: 'local',
      evidence: [model.evidence(wrong, 'cause'), model.evidence(clock.fact, 'context')],
      detail: { fault },
      values,
    });
  }
}

const ungranted = 'the CA has not granted the request';

/** What the log and debug say when a certificate is asked for, and while the CA does not answer. */
const asking = ['pki.pending', 'pki.trace-pending', 'pki.syslog-cert-enroll-manual', 'pki.syslog-cert-enroll-auto'];

/** The requests that outputs show to wait for the CA, as facts that say so. */
function openRequests(model: Model): readonly Fact[] {
  const certificates = model.records('show crypto pki certificates', 'certificate');
  const listed = certificates.flatMap((certificate) => {
    const { status } = certificate.fields;
    return status && /pending/i.test(status.value) && !isGranted(model, certificate, certificates) ? [status] : [];
  });
  const stated = model.records('show crypto pki trustpoints status', 'trustpoint').flatMap((trustpoint) => {
    const asked = recordsBelow(trustpoint, 'state').find((state) => /^pending/i.test(textOf(state, 'requested') ?? ''));
    // Below the certificate of the authority stands one of its own: it is only being renewed.
    const held = recordsBelow(trustpoint, 'certificate').filter(({ line }) => asked && line < asked.line);
    return asked?.fields.requested && held.length <= 1 ? [asked.fields.requested] : [];
  });
  return [...listed, ...stated];
}

/**
 * The text shows above how the certificate was asked for on this device, and no tunnel of it that waits for one: the CA has not answered yet, which is no
 * refusal (RFC 8894, 3.2.1.3: pending for manual approval).
 */
function isJustAsked(model: Model, { start }: Fact): boolean {
  const line = model.lineOf(start);
  const device = deviceAt(model, line);
  const isMine = (one: { readonly device?: string | undefined }): boolean => sameDevice(one.device, device);
  const isAskedFor =
    asking.some((id) =>
      model.occurrences(id).some((one) => one.line < line && sameDevice(deviceAt(model, one.line), device)),
    ) ||
    capturesOf(model.captures, 'show running-config')
      .filter(
        (capture) => isMine(capture) && capture.command === capture.definition?.entered && capture.startLine < line,
      )
      .some(({ root }) => recordsBelow(root, 'block').some((block) => enrols.test(textOf(block, 'text') ?? '')));
  return (
    isAskedFor && !model.attempts.some(isMine) && model.tunnels.every((tunnel) => !isMine(tunnel) || isTunnelUp(tunnel))
  );
}
const enrols = /^crypto (?:pki|ca) enroll /;

/** A certificate was asked for, and the text ends before the CA grants or refuses it. */
export const waitsForGrant = (model: Model): boolean => openRequests(model).some((asked) => isJustAsked(model, asked));

function judgeEnrolment(model: Model, report: Report): void {
  for (const asked of openRequests(model).filter((open) => !isJustAsked(model, open)))
    report({
      code: 'certificate-enrollment-failure',
      certainty: 'likely',
      severity: 'warning',
      side: 'unknown',
      evidence: [model.evidence(asked, 'cause')],
      detail: { fault: ungranted },
    });
  for (const state of model.records('show crypto pki trustpoints status', 'state')) {
    const outcome = [state.fields.enrollment, state.fields.requested].find(
      (fact) => fact && /^(?:reject|fail|denied)/i.test(fact.value),
    );
    if (outcome)
      report({
        code: 'certificate-enrollment-failure',
        certainty: 'certain',
        side: 'unknown',
        evidence: [model.evidence(outcome, 'cause')],
        detail: { fault: 'the last request was refused' },
      });
  }
  for (const server of model.records('show crypto pki server', 'server')) {
    const status = server.fields.status;
    const state = server.fields.state;
    const wrong = [status, state].find((fact) => fact && /disabled|failed|error/i.test(fact.value));
    if (wrong)
      report({
        code: 'certificate-enrollment-failure',
        certainty: 'certain',
        side: 'local',
        evidence: [
          model.evidence(wrong, 'cause'),
          ...(state && state !== wrong ? [model.evidence(state, 'symptom')] : []),
        ],
        detail: { fault: /HTTP/i.test(wrong.value) ? 'the HTTP server of the CA is off' : 'the CA server is disabled' },
      });
  }
}

/** Further down the same device holds a certificate of its own from the same CA: the request was granted meanwhile. */
function isGranted(model: Model, asked: Rec, certificates: readonly Rec[]): boolean {
  const trustpoints = ({ all }: Rec): string[] =>
    all.filter(({ name }) => name === 'trustpoint').map(({ value }) => value);
  return certificates.some(
    (other) =>
      other.line > asked.line &&
      textOf(other, 'status') === 'Available' &&
      !/^CA\b/.test(textOf(other, 'certificate') ?? '') &&
      trustpoints(other).some((name) => trustpoints(asked).includes(name)) &&
      deviceAt(model, other.line) === deviceAt(model, asked.line),
  );
}

/** The log of a CA server says that it was switched off, and not that it came back. */
function judgeServer(model: Model, report: Report): void {
  const off = model.occurrences('pki.syslog-cs-disabled').at(-1);
  const here = off && model.captures[off.capture]?.device;
  if (
    !off ||
    model
      .occurrences('pki.syslog-cs-enabled')
      .some(({ line, capture }) => line > off.line && sameDevice(model.captures[capture]?.device, here))
  )
    return;
  report({
    code: 'certificate-enrollment-failure',
    certainty: 'likely',
    side: 'local',
    evidence: [model.evidence(off, 'cause')],
    detail: { fault: 'the CA server is disabled' },
  });
}

interface Clock {
  readonly device: string | undefined;
  readonly day: number;
  /** Whether it cannot be trusted. */
  readonly unset: boolean;
  readonly fact: Fact;
}

/** The clocks that the text shows, in its order. */
const clocksOf = (model: Model): Clock[] =>
  capturesOf(model.captures, 'show clock').flatMap(({ device, root }) => {
    const { date, time, notSet } = root.fields;
    const day = date && time ? dateOf(`${time.value} ${date.value}`) : undefined;
    if (!date || day === undefined) return [];
    const unset = notSet?.value === '*' || isDefaultDate(day * 60_000) || isLeftBehind(model, device, day);
    return [{ device, day, unset, fact: date }];
  });

const clockOf = (model: Model): Clock | undefined => clocksOf(model)[0];

const minutesOfDay = 24 * 60;

/**
 * The device holds a certificate that begins after the time that its clock shows. Nobody is given one years ahead: then the clock is wrong, as it is
 * where no server tells it the time.
 */
function isLeftBehind(model: Model, device: string | undefined, day: number): boolean {
  const untold = capturesOf(model.captures, 'show ntp status').some(
    (status) => sameDevice(status.device, device) && textOf(status.root, 'state') === 'unsynchronized',
  );
  const ahead = (untold ? 1 : 366) * minutesOfDay;
  return model
    .records('show crypto pki certificates', 'certificate')
    .filter((certificate) => sameDevice(deviceAt(model, certificate.line), device))
    .some((certificate) => (dateOf(textOf(certificate, 'startDate')) ?? day) > day + ahead);
}
