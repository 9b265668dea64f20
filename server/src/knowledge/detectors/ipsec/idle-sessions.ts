// Judges sessions at rest: a crypto map entry that nobody asked for, a tunnel interface for which IKE cannot even start, a tunnel that an idle timer closed.
import { type Detector, detector, type Fact, type Fix, type Rec, type Report } from '../../../engine/define.ts';
import type { Capture, IkeSa, IpsecSa, Model, Occurrence, Tunnel } from '../../../engine/model.ts';
import type { Candidate } from '../asa/stages.ts';
import { configsOf } from '../config/model.ts';
import {
  capturesOf,
  fieldOf,
  isPingAnswered,
  isUnfiltered,
  numberIn,
  pingOfFlow,
  recordsBelow,
  sameDevice,
  textOf,
} from '../values.ts';
import { isShutSession } from './shut-tunnels.ts';

export const idleSessions: Detector = detector({
  id: 'idle-sessions',
  codes: [
    'no-interesting-traffic',
    'phase1-not-established',
    'phase2-not-established',
    'idle-timeout',
    'operator-action',
  ],
  run: (model, report) => {
    timers(model, report);
    if (model.attempts.length > 0) return;
    if (!untouched(model, report)) withoutSas(model, report);
    const lastUp = lastUpIn(model);
    for (const capture of capturesOf(model.captures, 'show crypto session')) {
      const sessions = recordsBelow(capture.root, 'session');
      for (const session of sessions) {
        if (textOf(session, 'status') !== 'DOWN' || recordsBelow(session, 'ike').length > 0) continue;
        if ((lastUp.get(sessionKey(capture, session)) ?? -1) > capture.index) continue;
        // Tunnel interfaces and GRE need no traffic to come up: there a session that is down has another reason.
        if (isShutSession(model, session, sessions.length === 1, report)) continue;
        if (isBare(session)) unstarted(model, session, report, [unwanted]);
        else if (!isTunnel(session)) {
          // Beside sessions that work, a quiet one is a tunnel that nobody needs at the moment.
          if (!sessions.some(isSessionUp)) unasked(model, session, capture.device, report);
        } else if (
          !sessions.some((other) => isSessionUp(other) && textOf(other, 'interface') === textOf(session, 'interface'))
        )
          unstarted(model, session, report);
      }
      // One line a peer, written down by somebody, shows neither.
      for (const noted of recordsBelow(capture.root, 'noted'))
        if (textOf(noted, 'status') === 'DOWN') unstarted(model, noted, report, [unwanted]);
    }
  },
});

const isSessionUp = (session: Rec): boolean => /^UP/.test(textOf(session, 'status') ?? '');

/** The last look at each session in which it is up. */
const lastUpIn = (model: Model): ReadonlyMap<string, number> =>
  new Map(
    capturesOf(model.captures, 'show crypto session').flatMap((look) =>
      recordsBelow(look.root, 'session')
        .filter(isSessionUp)
        .map((session) => [sessionKey(look, session), look.index] as const),
    ),
  );

/** Of one device: the interface, and the peer. */
function sessionKey({ device }: Capture, session: Rec): string {
  const [peer] = recordsBelow(session, 'peer');
  return [device, textOf(session, 'interface'), peer && textOf(peer, 'peer')].join(' ');
}

const isTunnel = (session: Rec): boolean =>
  /^(?:Tu|Vi)/.test(textOf(session, 'interface') ?? '') ||
  recordsBelow(session, 'flow').some((flow) => /^(?:47|gre)$/.test(textOf(flow, 'protocol') ?? ''));

/** An excerpt that shows neither the interface nor the traffic: a tunnel or a crypto map, nobody knows. */
const isBare = (session: Rec): boolean =>
  session.fields.interface === undefined &&
  !recordsBelow(session, 'flow').some(({ fields }) => fields.localSelector) &&
  recordsBelow(session, 'flow').some(({ fields }) => numberIn(fields.activeSas) === 0);

/** The flows that are listed are those of the access list: to enter them once more mends nothing. */
const alreadyThere: readonly Fix[] = [];

const unwanted = {
  code: 'no-interesting-traffic',
  why: 'If a crypto map stands behind it, no packet may have asked for it yet.',
} as const;

function unasked(model: Model, session: Rec, device: string | undefined, report: Report): void {
  const status = session.fields.status;
  const flows = recordsBelow(session, 'flow');
  // Packets that were dropped did ask for the tunnel.
  if (
    !status ||
    !flows.some(({ fields }) => fields.localSelector) ||
    flows.some((flow) => (numberIn(flow.fields.outboundDrops) ?? 0) > 0)
  )
    return;
  const peer = recordsBelow(session, 'peer')[0];
  // So did a request that a debug shows, what failed to be sent, and an IKE SA that another output shows.
  const address = peer && textOf(peer, 'peer');
  const requested = model
    .occurrences('ipsec.request')
    .some(({ fields }) => fields.peer === undefined || fields.peer.value === address);
  if (requested) {
    asked(model, status, address, report);
    return;
  }
  const tunnel = model.tunnelOf(address);
  if (tunnel && isStillWithoutSa(model, session, tunnel, device)) {
    report({
      code: 'phase2-not-established',
      certainty: 'possible',
      side: 'unknown',
      peer: address,
      evidence: [
        model.evidence(status, 'cause'),
        ...tunnel.ike.filter(isUp).map((sa) => model.evidence(sa.span, 'cause')),
      ],
      title: 'Phase 1[[ with {peer}]] came up after the session was down; no IPsec SA is shown since',
    });
    return;
  }
  if (
    tunnel?.ipsec.some((sa) => (sa.sendErrors ?? 0) > 0) === true ||
    tunnel?.ike.some((sa) => sa.health !== 'down') === true
  )
    return;
  const lost = flows.map((flow) => pingOfFlow(model, flow, device)).find((test) => test !== undefined);
  if (lost)
    report({
      code: 'phase1-not-established',
      certainty: 'likely',
      side: 'either',
      peer: address,
      evidence: [model.evidence(status, 'cause'), model.evidence(lost, 'symptom')],
    });
  else
    report({
      code: 'no-interesting-traffic',
      certainty: 'likely',
      side: 'local',
      peer: address,
      evidence: [model.evidence(status, 'cause')],
      fix: alreadyThere,
    });
}

const isUp = ({ health }: IkeSa | IpsecSa): boolean => health === 'up';

/** Below the session that is down stands an IKE SA, so something asked for the tunnel since; no IPsec SA and no answered ping tells that it got one. */
const isStillWithoutSa = (model: Model, { line }: Rec, { ike, ipsec }: Tunnel, device: string | undefined): boolean =>
  ike.some((sa) => isUp(sa) && sa.line > line) &&
  !ipsec.some(isUp) &&
  !capturesOf(model.captures, 'ping')
    .filter((ping) => sameDevice(ping.device, device) && ping.startLine > line)
    .some(({ root }) => recordsBelow(root, 'test').some(isPingAnswered));

/** IPsec asked IKE for the tunnel; what became of it, the debug does not say. Proposals of the peer come only when IKE is up. */
function asked(model: Model, status: Fact, peer: string | undefined, report: Report): void {
  report({
    code: model.count('ipsec.proposal') > 0 ? 'phase2-not-established' : 'phase1-not-established',
    certainty: 'possible',
    side: 'unknown',
    peer,
    evidence: [model.evidence(status, 'cause')],
  });
}

/** Both tables of a device are there and both say the same: no IKE SA, and flows of crypto maps that never carried, lost or failed anything. */
function untouched(model: Model, report: Report): boolean {
  let found = false;
  for (const shown of capturesOf(model.captures, 'show crypto ipsec sa')) {
    const here = model.captures.filter(({ device }) => sameDevice(device, shown.device));
    const ike = capturesOf(here, 'show crypto isakmp sa', 'show crypto ikev2 sa').filter(isUnfiltered);
    if (ike.length === 0 || ike.some(({ root }) => recordsBelow(root, 'sa').length > 0)) continue;
    // What else shows a need or an attempt is judged elsewhere.
    if (here.some(({ kind }) => kind === 'ping' || kind === 'debug' || kind === 'traceroute')) continue;
    if (capturesOf(here, 'show crypto session', 'show dmvpn').length > 0) continue;
    const places = recordsBelow(shown.root, 'interface');
    const flows = recordsBelow(shown.root, 'flow');
    if (flows.length === 0 || places.some(isTunnelPlace) || !flows.every(isUntouched)) continue;
    found = true;
    unmatched(model, flows, report);
  }
  return found;
}

function unmatched(model: Model, flows: readonly Rec[], report: Report): void {
  report({
    code: 'no-interesting-traffic',
    certainty: 'likely',
    side: 'local',
    peer: textOf(flows[0] as Rec, 'peer'),
    evidence: flows.slice(0, 4).flatMap(({ fields: { encaps } }) => (encaps ? [model.evidence(encaps, 'cause')] : [])),
    fix: alreadyThere,
  });
}

/**
 * The operator applied these maps right above, and nothing in between needs the tunnel: an attempt would have left its negotiation, or an error to
 * send.
 */
function isJustApplied(here: readonly Capture[], { index, root }: Capture): boolean {
  const entered = here.filter(({ command, index: at }) => command === 'configure terminal' && at < index);
  const applied = new Set(
    entered.flatMap((capture) =>
      recordsBelow(capture.root, 'line').flatMap(
        (line) => /^crypto map (\S+)$/.exec(textOf(line, 'text') ?? '')?.[1] ?? [],
      ),
    ),
  );
  const maps = recordsBelow(root, 'map').map((map) => textOf(map, 'map') ?? '');
  const isUse = ({ kind }: Capture): boolean => ['ping', 'debug', 'traceroute'].includes(kind);
  return (
    maps.length > 0 &&
    maps.every((map) => applied.has(map)) &&
    recordsBelow(root, 'flow').every(isUntouched) &&
    !here.some(isUse)
  );
}

/** Tunnel interfaces ask by themselves, and so does what runs through GRE. */
const isTunnelPlace = (place: Rec): boolean =>
  /^(?:Tu|Vi)/.test(textOf(place, 'interface') ?? '') ||
  recordsBelow(place, 'flow').some((flow) => textOf(flow, 'localProtocol') === '47');

/** All that would show a need or a failure is printed, and is zero. */
const isUntouched = ({ fields }: Rec): boolean =>
  [fields.encaps, fields.decaps, fields.sendErrors ?? fields.noSaSend].every((counter) => numberIn(counter) === 0) &&
  /^(?:0x)?0+$/.test(fields.currentOutboundSpi?.value ?? '');

/** Flows that are listed without an SA, a packet or an error, and nothing of the device speaks of IKE: too little to say why. */
function withoutSas(model: Model, report: Report): void {
  if (model.count('ipsec.request') > 0) return;
  for (const output of capturesOf(model.captures, 'show crypto ipsec sa')) {
    const { index, device } = output;
    const here = model.captures.filter((capture) => sameDevice(capture.device, device));
    const tunnels = model.tunnels.filter((tunnel) => sameDevice(tunnel.device, device));
    if (capturesOf(here, 'show crypto session').length > 0 || tunnels.some(({ ike }) => ike.length > 0)) continue;
    const listed = tunnels.flatMap(({ remote, ipsec, interface: port }) =>
      ipsec.map((sa) => ({
        remote,
        sa,
        asksItself: /^(?:Tu|Vi)/i.test(port ?? '') || textOf(sa.rec, 'localProtocol') === '47',
      })),
    );
    const isUntouched = ({ sa }: (typeof listed)[number]): boolean =>
      sa.capture === index &&
      sa.health === 'down' &&
      [sa.encaps, sa.decaps].every((count) => count === 0) &&
      [sa.sendErrors, sa.receiveErrors].every((count) => (count ?? 0) === 0);
    const [first] = listed;
    if (!first || !listed.every(isUntouched)) continue;
    if (listed.every(({ asksItself }) => !asksItself)) {
      if (isJustApplied(here, output)) unmatched(model, recordsBelow(output.root, 'flow'), report);
      else unbuilt(model, listed, unwantedFlow, report);
    }
    // An interface that is shut, as one end of GRE that has nothing to send, has no SA either: what the interface says is judged elsewhere.
    else if (listed.every(({ sa }) => isEverything(sa)) && capturesOf(here, 'show interfaces tunnel').length === 0)
      unbuilt(model, listed, unstartedFlow, report);
  }
}

/** The selectors of a tunnel interface in IPsec mode: it builds its SAs by itself as soon as it is opened. */
const isEverything = ({ rec }: IpsecSa): boolean =>
  ['localMask', 'remoteMask'].every((mask) => textOf(rec, mask) === '0.0.0.0');

function unbuilt(
  model: Model,
  unused: readonly { readonly remote: string | undefined; readonly sa: IpsecSa }[],
  { code, why, explanation }: Candidate & { readonly explanation: string },
  report: Report,
): void {
  report({
    code: 'phase1-not-established',
    certainty: 'likely',
    side: 'unknown',
    peer: unused[0]?.remote,
    evidence: unused
      .slice(0, shown)
      .map(({ sa }) => model.evidence(sa.rec.fields.currentOutboundSpi ?? sa.rec.fields.encaps ?? sa.rec, 'cause')),
    title:
      'No tunnel is built[[ to {peer}]]: its flows have no SA and have carried nothing; this text does not show why',
    explanation: `${explanation} A tunnel whose attempts failed looks the same once their remains are gone. Nothing here speaks of IKE: show crypto isakmp sa, or show crypto ikev2 sa, tells whether phase 1 is up.`,
    candidates: [
      { code, why },
      { code: 'peer-unreachable', why: 'An attempt may have ended without an answer.' },
      { code: 'ike-policy-mismatch', why: 'An attempt may have been refused; a debug of IKE shows it.' },
      { code: 'psk-missing', why: 'IKE may not start at all: there may be no key for this peer.' },
    ],
  });
}

const unwantedFlow = {
  code: 'no-interesting-traffic',
  why: 'Nothing was sent and no failure to send is counted: no packet may have matched the access list yet.',
  explanation:
    'A crypto map builds its tunnel when a packet matches its access list, so one that nobody has used yet looks like this.',
} as const;
const unstartedFlow = {
  code: 'fvrf-mismatch',
  why: 'A tunnel interface starts IKE by itself: the key may belong to another VRF than the outside interface.',
  explanation: 'A tunnel interface, as GRE that has something to send, builds its SAs without being asked.',
} as const;

const shown = 4;

function unstarted(model: Model, session: Rec, report: Report, first: readonly Candidate[] = []): void {
  const status = session.fields.status;
  const peer = session.kind === 'noted' ? session : recordsBelow(session, 'peer')[0];
  if (!status || !peer) return;
  const fvrf = textOf(peer, 'fvrf');
  const inVrf = fvrf !== undefined && !/^\(?none\)?$/i.test(fvrf);
  report({
    code: 'phase1-not-established',
    certainty: 'likely',
    side: 'unknown',
    peer: textOf(peer, 'peer'),
    evidence: [model.evidence(status, 'cause')],
    candidates: [
      ...first,
      {
        code: 'fvrf-mismatch',
        why: `IKE has not even started: the key may belong to another VRF than ${inVrf ? fvrf : 'the outside interface'}.`,
      },
      { code: 'psk-missing', why: 'IKE has not even started: there may be no key for this peer.' },
      { code: 'peer-unreachable', why: 'Earlier attempts may have ended without an answer.' },
      { code: 'ike-policy-mismatch', why: 'Earlier attempts may have been refused: IKEv2 leaves no SA behind them.' },
      { code: 'missing-route', why: 'There may be no route to the peer.' },
    ],
  });
}

/** Idle timers that a configuration or `show crypto map` names: their line and their seconds. */
const timersIn = (model: Model): { readonly at: Rec | Fact; readonly seconds: number }[] => [
  ...configsOf(model)
    .flatMap(({ blocks }) => blocks.flatMap((block) => [block, ...block.lines]))
    .flatMap(({ text, rec }) => {
      const match = /^(?:crypto ipsec|set) security-association idle-time (\d{2,6})/.exec(text);
      return match ? [{ at: rec, seconds: Number(match[1]) }] : [];
    }),
  ...model
    .records('show crypto map', 'map')
    .flatMap(({ fields: { idle } }) =>
      idle && numberIn(idle) ? [{ at: idle, seconds: numberIn(idle) as number }] : [],
    ),
];

const ups = ['crypto.session-up', 'ikev2-syslog.session-up'];
const downs = ['crypto.session-down', 'ikev2-syslog.session-down'];

/** The session ended, no sooner than the timer allows, and nothing else in the text ended it. */
function timers(model: Model, report: Report): void {
  const timer = timersIn(model).sort((a, b) => a.seconds - b.seconds)[0];
  if (!timer || model.operatorLines.length > 0) return;
  const events = (ids: readonly string[]): Occurrence[] =>
    ids.flatMap((id) => [...model.occurrences(id)]).sort((a, b) => (a.time ?? a.line) - (b.time ?? b.line));
  const rises = events(ups);
  const closed = events(downs).filter((fall) => {
    const rise = rises.findLast(
      (one) => fieldOf(one, 'peer') === fieldOf(fall, 'peer') && (one.time ?? 0) < (fall.time ?? 0),
    );
    return fall.time !== undefined && (rise?.time ?? fall.time) + timer.seconds * 1000 <= fall.time;
  });
  const first = closed[0];
  // One fall that came sooner has another reason, and then so may the rest.
  if (!first || closed.length < events(downs).length) return;
  report({
    code: 'idle-timeout',
    certainty: 'likely',
    side: 'local',
    peer: fieldOf(first, 'peer'),
    evidence: [model.evidence(timer.at, 'cause'), ...closed.slice(0, 4).map((fall) => model.evidence(fall, 'cause'))],
    count: closed.length,
  });
}
