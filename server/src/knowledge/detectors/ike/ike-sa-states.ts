// Judges what show outputs say of IKE SAs that are not up, and of IPsec SAs that do not follow an IKE SA that is.
import { type Detector, detector, type Rec, type Report, type Reported } from '../../../engine/define.ts';
import type { Attempt, Capture, Evidence, IpsecSa, Model, Tunnel } from '../../../engine/model.ts';
import { ikev1State } from '../../commands/shared.ts';
import { configsOf } from '../config/model.ts';
import { ikeDenied } from '../ipsec/refused-packets.ts';
import { isIkeUp, listsIke, listsIpsec, listsSa, runsBothWays } from '../up.ts';
import {
  capturesOf,
  deviceAt,
  isHeard,
  isPingAnswered,
  numberIn,
  pingInVain,
  pingOfFlow,
  pingsOf,
  recordsBelow,
  sameDevice,
  textOf,
} from '../values.ts';
import { ikeRefused, isOnPort4500, reportRefusal } from './denials.ts';
import { noXauthFix, refusedCandidates } from './ikev1-negotiation.ts';

/** Rows of `show crypto isakmp sa` between the same two addresses, in the last capture that shows them. */
interface Pair {
  readonly rows: readonly Rec[];
  readonly local: string | undefined;
  readonly peer: string | undefined;
  /** The table holds an SA that is up, with another peer. */
  readonly othersUp: boolean;
  readonly line: number;
}

export const ikeSaStates: Detector = detector({
  id: 'ike-sa-states',
  codes: [
    'peer-unreachable',
    'nat-t-blocked',
    'psk-mismatch',
    'phase1-not-established',
    'phase2-not-established',
    'no-interesting-traffic',
    'xauth-failed',
  ],
  run: (model, report) => {
    const judged = new Set<string>();
    for (const pair of pairsOf(model)) {
      phase1(model, pair, report);
      builtAgain(model, pair, report);
      if (pair.peer !== undefined) judged.add(pair.peer);
    }
    for (const tunnel of model.tunnels) {
      if (!judged.has(tunnel.remote ?? '')) session(model, tunnel, report);
      phase2(model, tunnel, report);
    }
    withoutIpsec(model, report);
    emptyTable(model, report);
    ezvpnClients(model, report);
    ezvpnLog(model, report);
  },
});

const field = (rec: Rec, name: string): string => rec.fields[name]?.value ?? '';
const stateOf = (row: Rec): string => ikev1State(field(row, 'state'));
/** A group member asks for its keys over an IKE SA that nobody needs afterwards (GDOI_IDLE); rekeys come over one of their own (GDOI_REKEY). */
const ofGroup = (rec: Rec): boolean => /^GDOI_/.test(stateOf(rec));
const isUp = (rec: Rec): boolean => (/^QM_/.test(stateOf(rec)) || ofGroup(rec)) && rec.fields.deleted === undefined;
/** Authenticated, and waiting for a user name and password or for an address. */
const isConfiguring = (rec: Rec): boolean =>
  /^(?:CONF_|TM_|XAUTH_)/.test(stateOf(rec)) && rec.fields.deleted === undefined;

function pairsOf(model: Model): Pair[] {
  const pairs = new Map<string, Pair>();
  const byEnds = new Map<string, Tunnel>();
  for (const tunnel of model.tunnels) {
    const key = [tunnel.local ?? '', tunnel.remote ?? ''].sort().join(' ');
    if (!byEnds.has(key)) byEnds.set(key, tunnel);
  }
  for (const capture of capturesOf(model.captures, 'show crypto isakmp sa')) {
    const rows = recordsBelow(capture.root, 'sa');
    const groups = new Map<string, Rec[]>();
    for (const row of rows) {
      const key = [field(row, 'dst'), field(row, 'src')].sort().join(' ');
      const group = groups.get(key);
      if (group) group.push(row);
      else groups.set(key, [row]);
    }
    const up = rows.filter(isUp).length;
    for (const [key, group] of groups) {
      const first = group[0] as Rec;
      const dst = field(first, 'dst');
      const tunnel = byEnds.get(key);
      pairs.set(`${capture.device ?? ''} ${key}`, {
        rows: group,
        local: tunnel?.local,
        peer: tunnel?.remote ?? dst,
        othersUp: up > group.filter(isUp).length,
        line: first.line,
      });
    }
  }
  return [...pairs.values()];
}

/** The tunnel came up elsewhere in the text: in a debug, a log or another output. */
function comesUp(model: Model, pair: Pair): boolean {
  const tunnel = model.tunnelOf(pair.peer);
  return (
    tunnel !== undefined &&
    (tunnel.ike.some((sa) => sa.health === 'up' && sa.line > pair.line) ||
      tunnel.attempts.some((attempt) => attempt.ikeUp && attempt.endLine > pair.line))
  );
}

/** The crypto map asks every peer for a user name, and the key of this one, a site with an entry of its own, does not say no-xauth. */
function siteIsAsked(model: Model, rows: readonly Rec[], report: Report): boolean {
  const row = rows.find((one) => stateOf(one) === 'CONF_XAUTH');
  if (!row) return false;
  for (const { entries, blocks } of configsOf(model)) {
    const site = entries
      .flatMap(({ map, peers }) => peers.map(({ words }) => ({ map, peer: words[2] ?? '' })))
      .find(({ peer }) => [field(row, 'dst'), field(row, 'src')].includes(peer));
    const login = blocks.find(({ text }) => text.startsWith(`crypto map ${site?.map} client authentication list `));
    const key = blocks.find(({ text, words }) => /^crypto isakmp key /.test(text) && words.includes(site?.peer ?? ''));
    if (!site || !login || !key || key.words.includes('no-xauth')) continue;
    report({
      code: 'xauth-failed',
      certainty: 'likely',
      side: 'local',
      peer: site.peer,
      title: 'The peer[[ {peer}]], a site, is asked for a user name (XAUTH): its key does not say no-xauth',
      evidence: [row, login.rec, key.rec].map((rec) => model.evidence(rec, 'cause')),
      fix: noXauthFix,
    });
    return true;
  }
  return false;
}

function phase1(model: Model, pair: Pair, report: Report): void {
  const { rows, peer } = pair;
  if (rows.some(isUp) || rows.every(ofGroup) || comesUp(model, pair)) return;
  if (rows.every((row) => /^(?:STDBY|STANDBY)$/.test(field(row, 'status')))) return;
  const live = rows.filter((row) => row.fields.deleted === undefined);
  const dead = rows.filter((row) => row.fields.deleted !== undefined);
  const evidence: Evidence[] = [...live, ...dead].map((row) => model.evidence(row, 'cause'));
  const configuring = live.filter(isConfiguring);
  if (configuring.length > 0) {
    // One of many remote users may be about to log in.
    if (pair.othersUp) return;
    if (siteIsAsked(model, configuring, report)) return;
    report({
      code: 'phase1-not-established',
      certainty: 'likely',
      side: 'either',
      peer,
      title: 'Phase 1[[ with {peer}]] is not finished: it waits for a user name and password, or for an address',
      evidence: configuring.map((row) => model.evidence(row, 'cause')),
      candidates: configuringCandidates,
    });
    return;
  }
  // A debug of the same peer shows which message is repeated, and to which port: that says more than the state.
  if (live.some((row) => stateOf(row) === 'MM_KEY_EXCH') && isRepeating(model, peer)) return;
  // A filter of this device holds back what the next message needs, and says so.
  if (isHeldBack(model, live)) return;
  const atProof = live.filter((row) => stateOf(row) === 'MM_KEY_EXCH');
  const unanswered = live.filter(
    (row) => /^(?:MM|AG)_NO_STATE$/.test(stateOf(row)) && Number(field(row, 'conn')) === 0,
  );
  const undecided = (candidates: NonNullable<Reported['candidates']>): void =>
    report({ code: 'phase1-not-established', certainty: 'likely', side: 'either', peer, evidence, candidates });
  const isSilent = unanswered.length > 0 && unanswered.length === live.length;
  // So does a list that has refused what the peer sends.
  const device = deviceAt(model, pair.line);
  const refusesOurs = isSilent && refusesUs(model, peer, device);
  const unfit = isSilent && doesNotFit(model, peer, device);
  const unheard = isSilent && !refusesOurs && !unfit && !isAsked(model, pair, unanswered);
  const port = atProof.length > 0 ? 4500 : unheard ? 500 : undefined;
  const refused = port && ikeRefused(model, device, peer, port);
  if (refused && (unheard || refused.ofPeer || isOnPort4500(model, peer))) {
    reportRefusal(model, report, refused, evidence);
    return;
  }
  const startsOver = atProof.length > 1 || (atProof.length > 0 && dead.length > 0);
  if (startsOver && refused) undecided(atFilterCandidates);
  else if (startsOver && !provesByCertificate(model))
    report({ code: 'psk-mismatch', certainty: 'likely', side: 'either', peer, evidence });
  else if (atProof.length > 0) undecided(atProofCandidates);
  else if (refusesOurs) undecided(refusedCandidates);
  else if (unfit) undecided(unfitCandidates);
  else if (unheard && provesLittle(model, pair, device)) undecided(unansweredCandidates);
  else if (unheard)
    report({
      code: 'peer-unreachable',
      certainty: 'likely',
      side: 'unknown',
      peer,
      evidence: [...evidence, ...silence(model, live[0], peer)],
      detail: { direction: 'no-answer' },
    });
  else if (live.length > 0 || dead.length > 1 || !pair.othersUp) {
    // A lone deleted row after an operator cleared it says nothing, unless it was asked for anew.
    const acts = model.operatorLines.map(({ start }) => model.lineOf(start)).filter((line) => line < pair.line);
    const act = Math.max(-1, ...acts);
    const asked = act < 0 ? undefined : pingBetween(model, pair, act);
    if (live.length === 0 && act >= 0 && !asked) return;
    if (live.length === 0 && dead.length === 1 && carriesBothWays(model.tunnelOf(peer))) return;
    report({
      code: 'phase1-not-established',
      certainty: 'likely',
      side: 'either',
      peer,
      evidence,
      ...(asked && enteredKey(model, pair, act) ? { candidates: otherKeyCandidates } : {}),
    });
  }
}

/**
 * Rows that wait, and nothing else that bears on a tunnel: the answer may be on its way, or a refusal that came was dropped, since its notify has no
 * hash. A peer that answers pings is reached at least.
 */
const provesLittle = (model: Model, { peer }: Pair, device: string | undefined): boolean =>
  pingsOf(model, device).some((ping) => textOf(ping, 'destination') === peer && isPingAnswered(ping)) ||
  model.captures.every((capture) => capture.device !== device || capture.command === 'show crypto isakmp sa');

/** IPsec SAs outlive the IKE SA that made them: it is deleted at the end of its life, and built anew with the next keys. */
const carriesBothWays = (tunnel: Tunnel | undefined): boolean =>
  tunnel?.ipsec.some((sa) => sa.health === 'up' && runsBothWays(sa)) === true;

/** Below an act and above the rows, the same device pings what lies behind the peer, and no answer is shown. */
const pingBetween = (model: Model, { rows, line }: Pair, act: number): Capture | undefined =>
  capturesOf(model.captures, 'ping').find(
    ({ startLine, device, typed, root }) =>
      startLine > act &&
      startLine < line &&
      sameDevice(device, deviceAt(model, line)) &&
      typed !== undefined &&
      !rows.some((row) =>
        typed.split(/\s+/).some((word) => word === field(row, 'dst') || word === field(row, 'src')),
      ) &&
      !recordsBelow(root, 'test').some(isPingAnswered),
  );

/** The operator typed a key for this peer before. */
const enteredKey = (model: Model, { rows }: Pair, act: number): boolean =>
  configsOf(model)
    .flatMap(({ blocks }) => blocks)
    .some(
      ({ text, words, rec }) =>
        /^crypto isakmp key /.test(text) &&
        rec.line <= act &&
        rows.some((row) => words.includes(field(row, 'dst')) || words.includes(field(row, 'src'))),
    );

const otherKeyCandidates = [
  { code: 'psk-mismatch', why: 'The key for this peer was entered just before: the peer may have another one.' },
  { code: 'ike-policy-mismatch', why: 'No policy fits.' },
  { code: 'peer-unreachable', why: 'The peer does not answer.' },
];

/** The log of this device tells that a message of the peer could not be processed. */
const isUnprocessed = (model: Model, id: string, peer: string | undefined, device: string | undefined): boolean =>
  model
    .occurrences(id)
    .some(({ fields, line }) => fields.peer?.value === peer && sameDevice(deviceAt(model, line), device));

/** The peer answers, with an error that is not shown: it can be reached. */
const refusesUs = (model: Model, peer: string | undefined, device: string | undefined): boolean =>
  isUnprocessed(model, 'crypto.mode-failure-informational', peer, device);

/** The peer sends messages of phase 1, and what they ask for or answer does not fit: it can be reached. */
const doesNotFit = (model: Model, peer: string | undefined, device: string | undefined): boolean =>
  isUnprocessed(model, 'crypto.mode-failure-main', peer, device);

/** The peer asks, or its messages stand in a log: they do arrive here. */
const isAsked = (model: Model, { local, peer, line }: Pair, rows: readonly Rec[]): boolean =>
  isHeard(model, peer, deviceAt(model, line)) || rows.every((row) => field(row, 'dst') === local);

/** Somebody looks at certificates here, or the device complains of one; no key is configured. */
const provesByCertificate = (model: Model): boolean =>
  (model.captures.some(({ command }) => command.startsWith('show crypto pki')) ||
    certificateTrouble.some((id) => model.count(id) > 0)) &&
  !configsOf(model).some(({ blocks }) => blocks.some(({ text }) => /^crypto (?:isakmp key|keyring) /.test(text)));
const certificateTrouble = [
  'crypto.invalid-certificate',
  'pki.syslog-crl-fetch-fail',
  'pki.syslog-certificate-invalid',
];

/** A ping to the peer got no answer either. */
const silence = (model: Model, row: Rec | undefined, peer: string | undefined): Evidence[] => {
  const ping = row && peer !== undefined ? pingInVain(model, deviceAt(model, row.line), peer) : undefined;
  return ping?.fields.percent ? [model.evidence(ping.fields.percent, 'cause')] : [];
};

/** Packets of NAT traversal between the two ends of these rows are refused here. */
const isHeldBack = (model: Model, rows: readonly Rec[]): boolean =>
  ikeDenied
    .flatMap((id) => model.occurrences(id))
    .some(
      ({ fields }) =>
        fields.port?.value === '4500' &&
        rows.some(
          (row) =>
            stateOf(row) === 'MM_KEY_EXCH' && [field(row, 'dst'), field(row, 'src')].includes(fields.peer?.value ?? ''),
        ),
    );

const isRepeating = (model: Model, peer: string | undefined): boolean =>
  model
    .tunnelOf(peer)
    ?.attempts.some(({ occurrences }) =>
      occurrences.some(({ message }) => message.id === 'isakmp.retransmit-phase1'),
    ) === true;

/** The tables of IKE SAs of a device are empty, no tunnel is up or was tried, and a ping of the same device got no answer. */
function emptyTable(model: Model, report: Report): void {
  const tables = capturesOf(model.captures, 'show crypto isakmp sa', 'show crypto isakmp sa detail');
  const devices = new Set(tables.map(({ device }) => device));
  for (const device of devices)
    emptyTableOf(
      model,
      device,
      tables.filter((table) => sameDevice(table.device, device)),
      report,
    );
}

function emptyTableOf(model: Model, device: string | undefined, tables: readonly Capture[], report: Report): void {
  const here = (shown: { readonly device?: string }): boolean => sameDevice(shown.device, device);
  if (tables.some(({ root }) => recordsBelow(root, 'sa').length > 0) || model.attempts.some(here)) return;
  const tunnels = model.tunnels.filter(here);
  if (tunnels.some((tunnel) => tunnel.ike.length > 0 || listsIpsec(tunnel))) return;
  const ping = pingInVain(model, device);
  if (!ping) return;
  const unmatched = ping.fields.source === undefined ? unmatchedLists(model, device) : [];
  if (unmatched.length > 0) {
    report({
      code: 'no-interesting-traffic',
      certainty: 'likely',
      side: 'local',
      evidence: [...unmatched.slice(0, 3), ping].map((rec) => model.evidence(rec, 'cause')),
    });
    return;
  }
  report({
    code: 'phase1-not-established',
    certainty: 'likely',
    side: 'either',
    ...(tunnels.length === 1 && tunnels[0] ? { peer: tunnels[0].remote, tunnel: tunnels[0].id } : {}),
    title: 'There is no IKE SA at all, and the ping got no answer; this text does not show why',
    evidence: [model.evidence(ping, 'cause')],
    candidates: neverBegunCandidates,
  });
}

/**
 * The entries of the access lists of crypto maps, where all of those lists are shown and no packet has ever matched one. Routers with a data
 * path of its own (IOS-XE; their Ethernet ports have three numbers, as serial ports of others too) do not count there.
 */
function unmatchedLists(model: Model, device: string | undefined): Rec[] {
  const here = model.captures.filter((capture) => sameDevice(capture.device, device));
  const ports = capturesOf(here, 'show crypto map').flatMap(({ root }) => recordsBelow(root, 'map'));
  const isXe =
    here.some(({ platform }) => platform === 'ios-xe') ||
    ports.some(({ all }) => all.some(({ name, value }) => name === 'interface' && /^[^S].*\d\/\d+\/\d/.test(value)));
  if (isXe) return [];
  const names = new Set(
    capturesOf(here, 'show crypto map')
      .flatMap(({ root }) => recordsBelow(root, 'map'))
      .flatMap((map) => map.all.filter(({ name }) => name === 'acl').map(({ value }) => value)),
  );
  const lists = capturesOf(here, 'show access-lists')
    .flatMap(({ root }) => recordsBelow(root, 'list'))
    .filter((list) => names.has(textOf(list, 'acl') ?? ''));
  const entries = lists.flatMap((list) => recordsBelow(list, 'entry'));
  const isWhole = names.size > 0 && lists.length >= names.size;
  return isWhole && entries.every(({ fields }) => fields.matches === undefined) ? entries : [];
}

/** The client asked for a login on the console, and nothing below shows that it got one. */
function loginWanted(model: Model, report: Report): void {
  const asked = model.occurrences('ezvpn.login-wanted');
  const last = asked.at(-1);
  if (!last) return;
  const device = deviceAt(model, last.line);
  const mine = (shown: { readonly device?: string }): boolean => shown.device === device;
  const isActive =
    capturesOf(model.captures, 'show crypto ipsec client ezvpn').some(mine) ||
    [...model.occurrences('ezvpn.state'), ...model.occurrences('crypto.ezvpn-up')].some(
      ({ line, fields }) =>
        line > last.line &&
        (fields.state?.value ?? 'IPSEC_ACTIVE') === 'IPSEC_ACTIVE' &&
        fields.event === undefined &&
        deviceAt(model, line) === device,
    ) ||
    model.tunnels.some((tunnel) => mine(tunnel) && listsSa(tunnel)) ||
    model.attempts.some((attempt) => mine(attempt) && attempt.childUp);
  if (isActive) return;
  report({
    code: 'xauth-failed',
    certainty: 'likely',
    side: 'local',
    title: 'The Easy VPN client waits for a user name and password (XAUTH)',
    evidence: asked.slice(0, 2).map((one) => model.evidence(one, 'cause')),
    next: loginNext,
    fix: loginFix,
  });
}

/** An Easy VPN client that has not come to IPSEC_ACTIVE. */
function ezvpnClients(model: Model, report: Report): void {
  loginWanted(model, report);
  for (const capture of capturesOf(model.captures, 'show crypto ipsec client ezvpn'))
    for (const { fields } of recordsBelow(capture.root, 'tunnel')) {
      const { state, event } = fields;
      const peer = fields.peer?.value;
      const later = model.tunnelOf(peer);
      if (!state || state.value === 'IPSEC_ACTIVE') continue;
      if (isIkeUp(later)) continue;
      const evidence = [state, ...(event ? [event] : [])].map((fact) => model.evidence(fact, 'cause'));
      if (/^XAUTH/.test(state.value))
        report({
          code: 'xauth-failed',
          certainty: 'likely',
          side: 'local',
          peer,
          title: 'The Easy VPN client waits for a user name and password (XAUTH)[[ for {peer}]]',
          evidence,
          values: { tunnelname: fields.tunnel?.value ?? '<name>' },
          next: loginNext,
          fix: loginFix,
        });
      else
        report({
          code: 'phase1-not-established',
          certainty: 'likely',
          side: 'either',
          peer,
          title: 'The Easy VPN client is not connected[[ to {peer}]]; this text does not show why',
          evidence,
          candidates: ezvpnCandidates,
        });
    }
}

/** The debug of an Easy VPN client: it has sent user name and password, and after that it is to begin anew. */
function ezvpnLog(model: Model, report: Report): void {
  const states = model.occurrences('ezvpn.state').filter(({ fields }) => fields.state !== undefined);
  const replied = states.findLast(({ fields }) => fields.state?.value === 'XAUTH_REPLIED');
  const after = replied ? states.filter(({ line }) => line > replied.line) : [];
  const again = after.find(({ fields }) => /^(?:CONNECT_REQUIRED|READY|XAUTH_REQ)$/.test(fields.state?.value ?? ''));
  const succeeded =
    after.some(({ fields }) => /^(?:SS_OPEN|IPSEC_ACTIVE)$/.test(fields.state?.value ?? '')) ||
    model.occurrences('crypto.ezvpn-client-up').some(({ line }) => line > (replied?.line ?? 0));
  if (!replied || !again || succeeded) return;
  report({
    code: 'xauth-failed',
    certainty: 'likely',
    side: 'local',
    title: 'The Easy VPN client sent user name and password and has to begin anew: the login was refused',
    evidence: [model.evidence(again, 'cause'), model.evidence(replied, 'context')],
  });
}

/** `show crypto session`: negotiating without a result, with the IKE SA inactive. */
/** A negotiation in the log tells more than a state, unless it came up and the state is shown below it: what is shown later is so now. */
function session(model: Model, tunnel: Tunnel, report: Report): void {
  const stuck = tunnel.ike.filter(
    (sa) =>
      sa.health === 'negotiating' &&
      /^show crypto (?:session|isakmp sa detail)/.test(model.captures[sa.capture]?.command ?? ''),
  );
  const [first] = stuck;
  const isPast = ({ childUp, endLine }: Attempt): boolean => childUp && endLine <= (first?.line ?? -1);
  if (!first || !tunnel.attempts.every(isPast) || listsIke(tunnel)) return;
  const refused = isOnPort4500(model, tunnel.remote) && ikeRefused(model, tunnel.device, tunnel.remote, 4500);
  if (refused) {
    const spans = stuck.map((sa) => model.evidence(sa.span, 'symptom'));
    reportRefusal(model, report, refused, spans);
    return;
  }
  const waiting = stuck.some(({ version }) => version === 2) ? model.occurrences('ikev2.in-negotiation') : [];
  report({
    code: 'phase1-not-established',
    certainty: 'likely',
    side: 'either',
    peer: tunnel.remote,
    tunnel: tunnel.id,
    evidence: [
      ...stuck.map((sa) => model.evidence(sa.span, 'cause')),
      ...waiting.slice(0, 1).map((line) => model.evidence(line, 'symptom')),
    ],
    ...(waiting.length > 0 ? { candidates: hanging } : {}),
  });
}

/** Traffic asks for a tunnel that is "already in negotiation", and the session stands still: an old negotiation may never have ended. */
const hanging: readonly Candidate[] = [
  {
    code: 'ike-sa-stale',
    why: 'A negotiation that was never ended blocks new ones (known after rekeys with lost fragments); only a reload or an upgrade frees it.',
  },
  { code: 'rekey-failure', why: 'A renewal of the IKE SA got lost and left it behind.' },
  {
    code: 'peer-unreachable',
    why: 'The peer does not answer, and each attempt is still waiting when traffic asks again.',
  },
  { code: 'ike-policy-mismatch', why: 'Each attempt is refused, and the next one has already begun.' },
];

/** There is traffic (send errors, drops) and no IPsec SA for it: which phase does not come up, as far as the text shows. */
function phase2(model: Model, shown: Tunnel, report: Report): void {
  const tunnel = (shown.remote === undefined ? onlyTunnel(model, shown) : undefined) ?? shown;
  const { ipsec } = shown;
  if (tunnel.attempts.some((attempt) => attempt.childUp)) return;
  const anyUp = listsIpsec(shown);
  const failing = ipsec.filter(
    (sa) =>
      (sa.health === 'down' || neverUp(sa)) &&
      unsent(sa) > (anyUp ? 4 : 2) &&
      !ipsec.some((other) => sameFlow(other, sa) && other.health === 'up'),
  );
  const ikeUp = tunnel.ike.filter((sa) => sa.health === 'up');
  // Packets that no ACL entry matches leave no send errors: then the need for the SA shows elsewhere.
  const inVain = pingInVain(model, shown.device);
  const needed = ikeUp.length > 0 || inVain !== undefined;
  const wrongHost = [...failing, ...(needed ? ipsec.filter(unused) : [])].find((sa) => greToAnotherHost(sa, tunnel));
  const isAsked = (sa: IpsecSa): boolean =>
    unused(sa) || (sa.health === 'down' && pingOfFlow(model, sa.rec, shown.device) !== undefined);
  const asked = inVain !== undefined && ikeUp.length > 0 && !anyUp ? ipsec.filter(isAsked) : [];
  if (failing.length === 0 && asked.length === 0 && !wrongHost) return;
  const proof = (failing.length > 0 ? failing : ipsec.filter(isAsked)).slice(0, 4).flatMap((sa) => proofOf(model, sa));
  const say = (code: string, evidence: readonly Evidence[], candidates?: readonly Candidate[]): void =>
    report({
      code,
      certainty: 'likely',
      side: 'either',
      peer: tunnel.remote,
      tunnel: tunnel.id,
      evidence,
      ...(candidates ? { candidates } : {}),
    });
  if (wrongHost) {
    const { remoteAddress } = wrongHost.rec.fields;
    report({
      code: 'proxy-id-mismatch',
      certainty: 'likely',
      side: 'local',
      peer: tunnel.remote,
      tunnel: tunnel.id,
      evidence: [...(remoteAddress ? [model.evidence(remoteAddress, 'cause')] : []), ...proof],
      values: {
        difference: `GRE to ${remoteAddress?.value ?? 'another host'} is protected, the peer is ${tunnel.remote ?? 'another'}`,
      },
    });
  } else if (ikeUp.length > 0)
    say('phase2-not-established', [...proof, ...ikeUp.slice(0, 1).map((sa) => model.evidence(sa.span, 'context'))]);
  else if (tunnel.ike.length === 0 && tunnel.attempts.length === 0)
    if (ikeIsShown(model, tunnel)) say('phase1-not-established', proof);
    else say('phase2-not-established', proof, eitherPhase);
}

/** A command that lists all IPsec SAs of this peer, or would show their counters. */
export function listsSasOf(peer: string | undefined, capture: Capture): boolean {
  const [whole, asked] =
    /^show crypto ipsec sa(?: detail)?(?: peer (\S+))?(?: detail)?(?: \| ?\S+ .*(?:peer|caps|pkts).*)?$/.exec(
      capture.command,
    ) ?? [];
  return whole !== undefined && (asked === undefined || asked === peer);
}

const listsNoSa = (peer: string | undefined, capture: Capture, model: Model): boolean =>
  !/^(?:asa|ftd|pix)$/.test(capture.platform) &&
  listsSasOf(peer, capture) &&
  capture.root.children.length === 0 &&
  // A command with nothing below it at the end of what a device shows is where the copy ends.
  (capture.endLine > capture.startLine + 1 ||
    model.captures.some(({ index, device }) => index > capture.index && device === capture.device));

/** The IKE SA is up and the router holds no IPsec SA at all. */
function withoutIpsec(model: Model, report: Report): void {
  for (const tunnel of model.tunnels) {
    const up = tunnel.ike.find((sa) => sa.health === 'up' && /^(?:QM_IDLE|READY)$/.test(sa.state));
    const shown = up && model.captures[up.capture];
    if (!shown || tunnel.ipsec.length > 0 || tunnel.attempts.some(({ childUp }) => childUp)) continue;
    const lists = capturesOf(model.captures, 'show crypto ipsec sa').filter(({ device }) => device === shown.device);
    const last = lists.at(-1);
    // What was listed long before the IKE SA may have been built since.
    if (!last || lists.some((list) => !listsNoSa(tunnel.remote, list, model)) || last.index < shown.index - 1) continue;
    if (capturesOf(model.captures, 'show crypto gdoi', 'show crypto gkm').length > 0) continue;
    report({
      code: 'phase2-not-established',
      certainty: 'likely',
      side: 'unknown',
      tunnel: tunnel.id,
      peer: tunnel.remote,
      evidence: [model.evidence(up.span, 'cause')],
    });
  }
}

/** Deleted SAs are listed for a minute: several beside one that is up were built one after the other, and no IPsec SA came of any. */
function builtAgain(model: Model, { rows, peer }: Pair, report: Report): void {
  const up = rows.filter(isUp);
  const gone = rows.filter((row) => row.fields.deleted !== undefined);
  const tunnel = model.tunnelOf(peer);
  if (up.length === 0 || gone.length < 2 || !tunnel || tunnel.ipsec.length === 0) return;
  if (tunnel.ipsec.some(({ health }) => health !== 'down') || tunnel.attempts.some(({ childUp }) => childUp)) return;
  report({
    code: 'phase2-not-established',
    certainty: 'likely',
    side: 'either',
    tunnel: tunnel.id,
    peer,
    evidence: [
      ...up.slice(0, 1).map((row) => model.evidence(row, 'cause')),
      ...gone.slice(0, 3).map((row) => model.evidence(row, 'symptom')),
    ],
  });
}

/** What does not say its peer, as lines picked out of an output, is of the one tunnel that the device has besides. */
function onlyTunnel(model: Model, nameless: Tunnel): Tunnel | undefined {
  const others = model.tunnels.filter((other) => other !== nameless && other.device === nameless.device);
  return others.length === 1 ? others[0] : undefined;
}

/** The text holds a list of the IKE SAs of this device, in which the peer is missing. */
const ikeIsShown = (model: Model, tunnel: Tunnel): boolean =>
  model.captures.some(
    ({ command, device }) =>
      /^show crypto (?:isakmp sa|ikev[12] sa|session)/.test(command) &&
      (device === undefined || tunnel.device === undefined || device === tunnel.device),
  );

/** Nothing was ever sent by this flow. */
const unused = (sa: IpsecSa): boolean => sa.health === 'down' && sa.encaps === 0 && sa.decaps === 0;

/** A crypto ACL for GRE that names another host than the peer: what goes to the peer is not matched. */
function greToAnotherHost(sa: IpsecSa, tunnel: Tunnel): boolean {
  const { remoteAddress, remoteMask, remoteProtocol, localAddress } = sa.rec.fields;
  return (
    remoteProtocol?.value === '47' &&
    remoteMask?.value === '255.255.255.255' &&
    localAddress?.value === tunnel.local &&
    tunnel.remote !== undefined &&
    remoteAddress !== undefined &&
    remoteAddress.value !== tunnel.remote
  );
}

interface Candidate {
  readonly code: string;
  readonly why: string;
}
const eitherPhase: readonly Candidate[] = [
  { code: 'proxy-id-mismatch', why: 'The crypto ACLs are not mirror images of each other.' },
  { code: 'ipsec-proposal-mismatch', why: 'No transform set in common.' },
  { code: 'pfs-mismatch', why: 'Perfect forward secrecy differs.' },
  { code: 'phase1-not-established', why: 'The IKE SA is not up either: show crypto isakmp sa tells.' },
  { code: 'peer-unreachable', why: 'The peer does not answer at all.' },
  { code: 'encapsulation-mode-mismatch', why: 'Tunnel mode on one end and transport mode on the other.' },
];

const sameFlow = (one: IpsecSa, other: IpsecSa): boolean =>
  one !== other && one.localSelector === other.localSelector && one.remoteSelector === other.remoteSelector;

/** The output breaks off before the SPIs, and nothing was ever sent or received. */
const neverUp = (sa: IpsecSa): boolean => sa.health === 'unknown' && sa.encaps === 0 && sa.decaps === 0;

const unsent = (sa: IpsecSa): number => Math.max(sa.sendErrors ?? 0, numberIn(sa.rec.fields.outboundDrops) ?? 0);

function proofOf(model: Model, sa: IpsecSa): Evidence[] {
  const { fields } = sa.rec;
  const counted = [fields.sendErrors ?? fields.noSaSend, fields.outboundDrops].filter(
    (fact) => (numberIn(fact) ?? 0) > 0,
  );
  const facts = [fields.currentOutboundSpi, ...counted, fields.activeSas].filter((fact) => fact !== undefined);
  return facts.length > 0 ? facts.map((fact) => model.evidence(fact, 'cause')) : [model.evidence(sa.rec, 'cause')];
}

const loginNext = [
  {
    command: 'crypto ipsec client ezvpn xauth {tunnelname}',
    why: 'Asks for the user name and password and goes on with the connection.',
    where: 'local' as const,
  },
];
const loginFix = [
  {
    where: 'local' as const,
    platform: 'ios' as const,
    config: ['crypto ipsec client ezvpn {tunnelname}', ' username <user> password <password>'],
    why: 'Stores the login on the client, so that it connects by itself. The server must allow it (save-password).',
  },
];
const ezvpnCandidates = [
  { code: 'peer-unreachable', why: 'The server does not answer.' },
  { code: 'psk-mismatch', why: 'The group password differs, or the server does not know the group.' },
  { code: 'no-interesting-traffic', why: 'With connect manual or acl the client waits to be told: CONNECT_REQUIRED.' },
  { code: 'ike-policy-mismatch', why: 'The server accepts none of the policies that the client offers by itself.' },
];
const unansweredCandidates = [
  {
    code: 'peer-unreachable',
    why: 'The first message gets no answer: the path, a filter, or a peer that does not speak IKE.',
  },
  {
    code: 'ike-policy-mismatch',
    why: 'The peer may refuse every policy: the notify that says so has no hash and is dropped here.',
  },
  { code: 'peer-not-configured', why: 'The peer may not know this address.' },
];
const neverBegunCandidates = [
  {
    code: 'no-interesting-traffic',
    why: 'The ping does not match the crypto ACL (its source address counts), so no tunnel was asked for.',
  },
  { code: 'crypto-map-not-matched', why: 'The crypto map is not applied to the interface that the route points to.' },
  { code: 'psk-missing', why: 'There is no key for the peer, so IKE does not even begin.' },
  { code: 'peer-unreachable', why: 'The attempt was given up and removed again before the table was shown.' },
];
const configuringCandidates = [
  {
    code: 'xauth-failed',
    why: 'The user name and password do not come or are refused. A site-to-site peer must not be asked: no-xauth behind its key.',
  },
  { code: 'mode-config-failed', why: 'No address can be given: the pool is missing or empty.' },
];
/** Something of the peer arrived in phase 1 and could not be processed, before a policy was agreed on. */
const unfitCandidates = [
  { code: 'ike-policy-mismatch', why: 'No policy fits: what the peer sends cannot be used.' },
  { code: 'psk-missing', why: 'One end has no pre-shared key for the address of the other.' },
  { code: 'peer-not-configured', why: 'One end has nothing configured for the address of the other.' },
];
const atProofCandidates = [
  { code: 'psk-mismatch', why: 'The pre-shared keys differ: the state stays MM_KEY_EXCH and the attempt starts over.' },
  { code: 'nat-t-blocked', why: 'NAT on the way and UDP 4500 is filtered.' },
  { code: 'identity-mismatch', why: 'The peer does not accept our identity.' },
  { code: 'fragmentation-ike', why: 'With certificates: the message is too large and its fragments are lost.' },
];
/** A list here refuses UDP 4500; whether this peer needs it, the text does not show. */
const atFilterCandidates = [
  { code: 'nat-t-blocked', why: 'A list of this device refuses UDP 4500: with NAT on the way the proof comes there.' },
  ...atProofCandidates.filter(({ code }) => code !== 'nat-t-blocked'),
];
