// Judges packet-tracer of ASA and FTD: which phase stops the packet, and whether that means anything for a tunnel.
import { type Detector, detector, type Fact, type Rec, type Report } from '../../../engine/define.ts';
import type { Capture, Model } from '../../../engine/model.ts';
import { betweenPrivate } from '../../commands/asa-packet-tracer.ts';
import { lineWithoutMap } from '../config/lists-without-map.ts';
import { covers, isPrivate, type Network, networkOf } from '../networks.ts';
import { holds, joinedNetworks, protectedNetworks } from '../routing/protected-networks.ts';
import { capturesOf, groupBy, recordsBelow, sameDevice, textOf } from '../values.ts';

/** One run: its phases, where it was dropped, what it was for. */
interface Run {
  readonly capture: Capture;
  readonly phases: readonly Rec[];
  readonly dropped: Rec | undefined;
  /** What became of the packet. */
  readonly outcome: Rec | undefined;
  readonly source: Network | undefined;
  readonly destination: Network | undefined;
}

export const asaPacketTracer: Detector = detector({
  id: 'asa-packet-tracer',
  codes: ['nat-exemption-missing', 'missing-route', 'phase2-not-established', 'harmless-message'],
  run: (model, report) => {
    const runs = capturesOf(model.captures, 'packet-tracer').flatMap(runsOf);
    const stopped = runs.filter((run) => isVpn(run.dropped, 'encrypt'));
    for (const run of runs) {
      if (run.dropped) dropped(model, run, report);
      astray(model, run, report);
      unlisted(model, run, report);
    }
    encrypted(model, runs, stopped, report);
  },
});

/** A capture may hold several runs one after the other: each begins with phase 1. */
function runsOf(capture: Capture): Run[] {
  const groups: Rec[][] = [];
  for (const phase of recordsBelow(capture.root, 'phase')) {
    const last = groups.at(-1);
    if (last === undefined || Number(textOf(phase, 'number')) <= Number(textOf(last.at(-1) as Rec, 'number')))
      groups.push([phase]);
    else last.push(phase);
  }
  const [source, destination] = addressesOf(capture);
  const outcomes = recordsBelow(capture.root, 'outcome');
  return groups.map((phases, at) => ({
    capture,
    phases,
    outcome: outcomes.find(
      ({ start }) =>
        start > (phases.at(-1) as Rec).start && start < (groups[at + 1]?.[0]?.start ?? Number.POSITIVE_INFINITY),
    ),
    dropped: phases.find((phase) => textOf(phase, 'result') === 'DROP'),
    source: networkOf(source),
    destination: networkOf(destination),
  }));
}

const isVpn = (phase: Rec | undefined, subtype: string): boolean =>
  phase !== undefined && textOf(phase, 'type') === 'VPN' && textOf(phase, 'subtype') === subtype;

/** The lines of a phase that decide: its type, subtype and result; and the reason that the run ends with, where it stops there. */
function evidence(model: Model, run: Run, phase: Rec, role: 'cause' | 'context' = 'cause') {
  const facts = ['type', 'subtype', 'result'].map((name) => phase.fields[name]).filter((fact) => fact !== undefined);
  const reason = phase === run.dropped ? run.outcome?.fields.reason : undefined;
  return [
    ...(facts.length > 0 ? facts : [phase]).map((fact) => model.evidence(fact, role)),
    ...(reason ? [model.evidence(reason, role === 'cause' ? 'symptom' : role)] : []),
  ];
}

function dropped(model: Model, run: Run, report: Report): void {
  const phase = run.dropped as Rec;
  const [type, subtype] = [textOf(phase, 'type'), textOf(phase, 'subtype')];
  if (type === 'NAT' && subtype === 'rpf-check' && ofTunnel(model, run))
    report({
      code: 'nat-exemption-missing',
      certainty: 'certain',
      side: 'local',
      evidence: evidence(model, run, phase),
      ...flow(run),
    });
  else if (type === 'ROUTE-LOOKUP')
    report({ code: 'missing-route', certainty: 'certain', side: 'local', evidence: evidence(model, run, phase) });
  else if (isVpn(phase, 'ipsec-tunnel-flow'))
    report({
      code: 'harmless-message',
      certainty: 'certain',
      role: 'context',
      severity: 'information',
      title:
        'The made-up packet comes in the clear where only packets of the tunnel may come: that it is dropped is right',
      evidence: evidence(model, run, phase, 'context'),
    });
}

/** NAT refuses the way back of port forwards too. Of a tunnel speak a VPN phase, private addresses at both ends, and an SA or a crypto map that the packet belongs to. */
const ofTunnel = (model: Model, run: Run): boolean =>
  run.phases.some((phase) => textOf(phase, 'type') === 'VPN') ||
  betweenPrivate(run.capture.typed) ||
  homeOf(model, run) !== undefined ||
  homeOf(model, { ...run, source: run.destination, destination: run.source }) !== undefined;

const flow = (run: Run): { values?: Record<string, string> } => {
  const [source, destination] = addressesOf(run.capture);
  return source && destination ? { values: { flow: `${source} to ${destination}` } } : {};
};

/** The tunnel that a packet belongs into: by an SA of this text, or by the access list of a crypto map. */
interface Home {
  readonly tunnel: string | undefined;
  readonly peer: string | undefined;
  readonly rule: Rec | undefined;
  /** Interface of the crypto map. */
  readonly egress: string | undefined;
}

function homeOf(model: Model, { source, destination }: Run): Home | undefined {
  const home = joinedNetworks(model).find((pair) => holds(pair, source, destination));
  const rule = protectedNetworks(model).find((pair) => holds(pair, source, destination));
  return home && { tunnel: home.tunnel, peer: home.peer, rule: rule?.rec, egress: rule?.egress };
}

/** A packet that belongs into a tunnel and does not get there: NAT gave it another source first, or a route leads it elsewhere. */
function astray(model: Model, run: Run, report: Report): void {
  const home = homeOf(model, run);
  if (!home || run.phases.some((phase) => isVpn(phase, 'encrypt'))) return;
  const common = {
    side: 'local' as const,
    ...(home.tunnel === undefined ? {} : { tunnel: home.tunnel }),
    peer: home.peer,
    ...flow(run),
  };
  const rule = home.rule ? [model.evidence(home.rule, 'context')] : [];
  const phase = run.phases.find((candidate) => textOf(candidate, 'translated') !== undefined);
  const [input, output] = [run.outcome?.fields.input, run.outcome?.fields.output];
  if (phase?.fields.translated)
    report({
      ...common,
      code: 'nat-exemption-missing',
      certainty: 'certain',
      evidence: [model.evidence(phase.fields.translated, 'cause'), ...evidence(model, run, phase), ...rule],
    });
  else if (output && run.dropped && input && plainName(input.value) === plainName(output.value))
    report({
      ...common,
      code: 'missing-route',
      certainty: 'likely',
      evidence: [model.evidence(output, 'cause'), ...evidence(model, run, run.dropped), ...rule],
      title: 'A route leads the traffic of the tunnel back out of the interface that it came in by',
    });
  else if (output && home.egress !== undefined && !run.dropped && plainName(output.value) !== home.egress)
    report({
      ...common,
      code: 'missing-route',
      certainty: 'likely',
      evidence: [model.evidence(output, 'cause'), ...rule],
      title: `Traffic of the tunnel leaves by ${plainName(output.value)}, but the crypto map is on ${home.egress}`,
    });
}

/**
 * The crypto map is not in the text, but a list is shown that holds the pair and can only be meant for a tunnel: the packet from one private
 * network to the other leaves with a public source, so no tunnel can take it any more.
 */
function unlisted(model: Model, run: Run, report: Report): void {
  const phase = run.phases.find((candidate) => textOf(candidate, 'translated') !== undefined);
  const translated = phase?.fields.translated;
  const address = networkOf(translated?.value.split('/')[0]);
  if (!phase || !translated || !address || isPrivate(address) || run.dropped || homeOf(model, run)) return;
  if (!betweenPrivate(run.capture.typed) || run.phases.some((one) => textOf(one, 'type') === 'VPN')) return;
  const { device } = run.capture;
  if (!model.captures.some((one) => sameDevice(one.device, device) && /^show crypto/.test(one.command))) return;
  const filters = new Set(run.phases.map((one) => textOf(one, 'filter')));
  const line = lineWithoutMap(model, { device, source: run.source, destination: run.destination, filters });
  if (!line) return;
  report({
    code: 'nat-exemption-missing',
    certainty: 'likely',
    side: 'local',
    ...flow(run),
    evidence: [model.evidence(translated, 'cause'), ...evidence(model, run, phase), model.evidence(line, 'context')],
  });
}

/** Without the virtual router that late releases add: `outside(vrfid:0)`. */
const plainName = (name: string): string => name.replace(/\(.*$/, '');

/**
 * Dropped where it should be encrypted: once, that starts the tunnel, and a second run would tell whether it came up; again, it does not. Runs of
 * one flow are told once. Cisco says so of the drop itself: a packet that needs an SA which is not there starts IKE ("show asp drop", ipsec-need-sa).
 */
function encrypted(model: Model, runs: readonly Run[], stopped: readonly Run[], report: Report): void {
  const flows = groupBy(stopped, ({ capture }) => addressesOf(capture).join(' '));
  for (const drops of flows.values()) {
    const last = drops.at(-1) as Run;
    const later = runs.slice(runs.indexOf(last) + 1);
    if (later.some((run) => isSameFlow(run, last) && isTaken(run))) continue;
    const isUp = hasSa(model, last);
    const all = drops.flatMap((run) => evidence(model, run, run.dropped as Rec, isUp ? 'context' : 'cause'));
    if (isUp)
      report({
        code: 'harmless-message',
        certainty: 'certain',
        role: 'context',
        severity: 'information',
        title: 'The packet is dropped at the VPN phase while its tunnel is built: run the same packet-tracer again',
        evidence: all,
      });
    else
      report({
        code: 'phase2-not-established',
        certainty: drops.length > 1 ? 'likely' : 'possible',
        side: 'unknown',
        evidence: all,
        count: drops.length,
        ...(drops.length > 1 ? {} : onlyOnce(last.capture.typed)),
      });
  }
}

/** What is told of a tunnel that nobody has asked for a second time. */
const onlyOnce = (typed: string | undefined) => ({
  title: 'No SA takes this packet; the run that is dropped here only starts the tunnel: run it a second time',
  explanation:
    'A packet that finds no IPsec SA is dropped at the VPN phase, and the tunnel is built meanwhile. So the first run is dropped of a healthy tunnel too. If the second is dropped at the same phase, the tunnel does not come up: ' +
    'IKE fails, or the peer refuses the SA.',
  next: [
    {
      command: typed ?? 'packet-tracer input inside icmp <our host> 8 0 <their host> detailed',
      why: 'The same once more, some seconds later: VPN, encrypt with Result: ALLOW means that the tunnel is up now.',
      where: 'local' as const,
    },
  ],
});

const isEncrypted = (phase: Rec): boolean => isVpn(phase, 'encrypt') && textOf(phase, 'result') === 'ALLOW';

/** A tunnel takes the packet. Where a filter took the numbers and subtypes of the phases away, the run meets a VPN phase and is allowed in the end. */
const isTaken = ({ phases, outcome }: Run): boolean =>
  phases.some(isEncrypted) ||
  (outcome !== undefined &&
    textOf(outcome, 'action') === 'allow' &&
    phases.some((phase) => phase.fields.number === undefined && phase.all.some(isOfVpn)));

const isOfVpn = ({ name, value }: Fact): boolean => name === 'type' && value === 'VPN';

/** The addresses that a run was typed with. */
export const addressesOf = ({ typed = '' }: Capture): readonly string[] =>
  (typed.match(/\d{1,3}(?:\.\d{1,3}){3}/g) ?? []).slice(0, 2);

/** A run whose command does not stand in the text may be of any flow. */
function isSameFlow(one: Run, other: Run): boolean {
  const [here, there] = [addressesOf(one.capture), addressesOf(other.capture)];
  return here.length === 0 || there.length === 0 || here.join() === there.join();
}

/** The text shows an SA that may be of this packet. NAT may give it another source, so it is the destination that tells; what names none has to be of this device. */
function hasSa(model: Model, { destination, capture }: Run): boolean {
  return model.tunnels.some(({ device, ipsec, attempts }) => {
    const isHere = device === capture.device;
    const isOf = (selector: string | undefined): boolean => {
      const network = networkOf(selector);
      return network === undefined || destination === undefined ? isHere : covers(network, destination);
    };
    return (
      ipsec.some(({ health, remoteSelector }) => health === 'up' && isOf(remoteSelector)) ||
      (isHere && ipsec.length === 0 && attempts.some(({ childUp }) => childUp))
    );
  });
}
