// Judges packet-tracer of ASA and FTD: which phase stops the packet, and whether that means anything for a tunnel.
import { type Detector, detector, type Rec, type Report } from '../../engine/define.ts';
import type { Capture, Model } from '../../engine/model.ts';
import { capturesOf, contains, type Prefix, prefixOf, recordsBelow, textOf } from './values.ts';

/** One run: its phases, where it was dropped, what it was for. */
interface Run {
  readonly capture: Capture;
  readonly phases: readonly Rec[];
  readonly dropped: Rec | undefined;
  readonly source: Prefix | undefined;
  readonly destination: Prefix | undefined;
}

export const asaPacketTracer: Detector = detector({
  id: 'asa-packet-tracer',
  codes: ['nat-exemption-missing', 'missing-route', 'phase2-not-established', 'harmless-message'],
  run: (model, report) => {
    const runs = capturesOf(model.captures, 'packet-tracer').flatMap(runsOf);
    const stopped = runs.filter((run) => isVpn(run.dropped, 'encrypt'));
    for (const run of runs) {
      if (run.dropped) dropped(model, run, report);
      translated(model, run, report);
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
  const words = (capture.typed ?? '').match(/\d{1,3}(?:\.\d{1,3}){3}/g) ?? [];
  return groups.map((phases) => ({
    capture,
    phases,
    dropped: phases.find((phase) => textOf(phase, 'result') === 'DROP'),
    source: prefixOf(words[0]),
    destination: prefixOf(words[1]),
  }));
}

const isVpn = (phase: Rec | undefined, subtype: string): boolean =>
  phase !== undefined && textOf(phase, 'type') === 'VPN' && textOf(phase, 'subtype') === subtype;

/** The lines of a phase that decide: its type, subtype and result. */
function evidence(model: Model, phase: Rec, role: 'cause' | 'context' = 'cause') {
  const facts = ['type', 'subtype', 'result'].map((name) => phase.fields[name]).filter((fact) => fact !== undefined);
  const first = facts[0];
  const last = facts.at(-1);
  return [model.evidence(first && last ? { start: phase.start, end: last.end } : phase, role)];
}

function dropped(model: Model, run: Run, report: Report): void {
  const phase = run.dropped as Rec;
  const [type, subtype] = [textOf(phase, 'type'), textOf(phase, 'subtype')];
  if (type === 'NAT' && subtype === 'rpf-check')
    report({
      code: 'nat-exemption-missing',
      certainty: 'certain',
      side: 'local',
      evidence: evidence(model, phase),
      ...flow(run),
    });
  else if (type === 'ROUTE-LOOKUP')
    report({ code: 'missing-route', certainty: 'certain', side: 'local', evidence: evidence(model, phase) });
  else if (isVpn(phase, 'ipsec-tunnel-flow'))
    report({
      code: 'harmless-message',
      certainty: 'certain',
      role: 'context',
      severity: 'information',
      title:
        'The made-up packet comes in the clear where only packets of the tunnel may come: that it is dropped is right',
      evidence: evidence(model, phase, 'context'),
    });
}

const flow = (run: Run): { values?: Record<string, string> } => {
  const words = (run.capture.typed ?? '').match(/\d{1,3}(?:\.\d{1,3}){3}/g) ?? [];
  return words[0] && words[1] ? { values: { flow: `${words[0]} to ${words[1]}` } } : {};
};

/** The packet belongs into a tunnel of this text, and NAT gave it another source first. */
function translated(model: Model, run: Run, report: Report): void {
  const { source, destination } = run;
  const phase = run.phases.find(
    (candidate) => textOf(candidate, 'type') === 'NAT' && textOf(candidate, 'translated') !== undefined,
  );
  if (
    !phase ||
    !source ||
    !destination ||
    run.phases.some((candidate) => isVpn(candidate, 'encrypt') && textOf(candidate, 'result') === 'ALLOW')
  )
    return;
  const home = model.tunnels.find((tunnel) =>
    tunnel.ipsec.some((sa) => {
      const [local, remote] = [prefixOf(sa.localSelector), prefixOf(sa.remoteSelector)];
      return (
        local !== undefined &&
        remote !== undefined &&
        local.length > 0 &&
        remote.length > 0 &&
        contains(local, source) &&
        contains(remote, destination)
      );
    }),
  );
  if (!home) return;
  report({
    code: 'nat-exemption-missing',
    certainty: 'certain',
    side: 'local',
    tunnel: home.id,
    peer: home.remote,
    evidence: evidence(model, phase),
    ...flow(run),
  });
}

/** Dropped where it should be encrypted: once, that starts the tunnel; again, the tunnel does not come up. */
function encrypted(model: Model, runs: readonly Run[], stopped: readonly Run[], report: Report): void {
  const last = stopped.at(-1);
  if (!last) return;
  const later = runs.slice(runs.indexOf(last) + 1);
  if (later.some((run) => run.phases.some((phase) => isVpn(phase, 'encrypt') && textOf(phase, 'result') === 'ALLOW')))
    return;
  const all = stopped.flatMap((run) => evidence(model, run.dropped as Rec, stopped.length > 1 ? 'cause' : 'context'));
  if (stopped.length > 1)
    report({
      code: 'phase2-not-established',
      certainty: 'likely',
      side: 'unknown',
      evidence: all,
      count: stopped.length,
    });
  else
    report({
      code: 'harmless-message',
      certainty: 'certain',
      role: 'context',
      severity: 'information',
      title: 'The first run is dropped at the VPN phase while it starts the tunnel: run the same packet-tracer again',
      evidence: all,
    });
}
