// The Tunnels tree: each tunnel with its IKE SAs, IPsec SAs, attempts and findings.
import type { Analysis, Finding, Tunnel } from '../model.ts';
import { isNoise } from './diagnostics.ts';
import { lineOf } from './places.ts';

export interface Node {
  readonly kind: 'tunnel' | 'ike' | 'ipsec' | 'attempt' | 'finding';
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
  readonly health: 'good' | 'waiting' | 'bad' | 'neutral';
  /** 0-based, inclusive. */
  readonly firstLine: number;
  readonly lastLine: number;
  readonly children: readonly Node[];
}

const mostTunnels = 1000;
const mostChildren = 200;

export function treeOf(analysis: Analysis): readonly Node[] {
  const byTunnel = new Map<string | undefined, Finding[]>();
  // Harmless noise stays out of the tree.
  const findings = analysis.findings.filter((finding) => !isNoise(finding));
  for (const finding of findings) {
    const list = byTunnel.get(finding.tunnel);
    if (list) list.push(finding);
    else byTunnel.set(finding.tunnel, [finding]);
  }
  const known = new Set(analysis.tunnels.map((tunnel) => tunnel.id));
  const loose = findings.filter(({ tunnel }) => tunnel === undefined || !known.has(tunnel));
  return [
    ...analysis.tunnels
      .slice(0, mostTunnels)
      .map((tunnel) => tunnelNode(analysis, tunnel, byTunnel.get(tunnel.id) ?? [])),
    ...loose.map((finding) => findingNode(analysis, finding)),
  ];
}

function tunnelNode(analysis: Analysis, tunnel: Tunnel, findings: readonly Finding[]): Node {
  const children: Node[] = [
    ...findings.map((finding) => findingNode(analysis, finding)),
    ...tunnel.ike.map(
      (ike): Node => ({
        kind: 'ike',
        label: `IKEv${ike.version} ${ike.state}`,
        description: [ike.health, ike.role].filter(Boolean).join(', '),
        tooltip: '',
        health: ({ up: 'good', negotiating: 'waiting', down: 'bad', unknown: 'neutral' } as const)[ike.health],
        firstLine: ike.line,
        lastLine: ike.line,
        children: [],
      }),
    ),
    ...tunnel.ipsec.map(
      (sa): Node => ({
        kind: 'ipsec',
        label: `${sa.localSelector ?? 'any'} → ${sa.remoteSelector ?? 'any'}`,
        description: `${sa.health}, out ${sa.encaps ?? '?'}, in ${sa.decaps ?? '?'}`,
        tooltip: [sa.inboundSpi && `inbound SPI ${sa.inboundSpi}`, sa.outboundSpi && `outbound SPI ${sa.outboundSpi}`]
          .filter(Boolean)
          .join('\n'),
        health: ({ up: 'good', down: 'bad', unknown: 'neutral' } as const)[sa.health],
        firstLine: sa.line,
        lastLine: lineOf(analysis, Math.max(sa.span.start, sa.span.end - 1)),
        children: [],
      }),
    ),
    ...tunnel.attempts.map(
      (attempt): Node => ({
        kind: 'attempt',
        label: [attempt.version ? `IKEv${attempt.version}` : 'IKE', attempt.mode, 'attempt'].filter(Boolean).join(' '),
        description: [attempt.role, attempt.childUp ? 'up' : attempt.ikeUp ? 'IKE up' : 'not up']
          .filter(Boolean)
          .join(', '),
        tooltip: '',
        health: attempt.childUp ? 'good' : attempt.ikeUp ? 'waiting' : 'bad',
        firstLine: attempt.startLine,
        lastLine: Math.max(attempt.startLine, attempt.endLine - 1),
        children: [],
      }),
    ),
  ];
  return {
    kind: 'tunnel',
    label: tunnel.remote ?? 'unknown peer',
    description: [tunnel.local && `from ${tunnel.local}`, tunnel.interface].filter(Boolean).join(', '),
    tooltip: [tunnel.device, tunnel.fvrf && `FVRF ${tunnel.fvrf}`, tunnel.ivrf && `IVRF ${tunnel.ivrf}`]
      .filter(Boolean)
      .join('\n'),
    health: healthOf(findings, children),
    firstLine: children.reduce((line, child) => Math.min(line, child.firstLine), analysis.lineStarts.length - 1),
    lastLine: children.reduce((line, child) => Math.max(line, child.lastLine), 0),
    children: children.slice(0, mostChildren),
  };
}

function findingNode(analysis: Analysis, finding: Finding): Node {
  const first = finding.evidence[0]?.start ?? 0;
  const line = lineOf(analysis, first);
  return {
    kind: 'finding',
    label: finding.title,
    description: finding.code,
    tooltip: finding.explanation,
    health: healthOfFinding(finding),
    firstLine: line,
    lastLine: line,
    children: [],
  };
}

function healthOfFinding({ role, severity, neutral }: Finding): Node['health'] {
  if (role === 'context') return 'neutral';
  return neutral || severity === 'information' || severity === 'hint' ? 'waiting' : 'bad';
}

/** A tunnel is as bad as its findings say, not as its oldest attempt. */
function healthOf(findings: readonly Finding[], children: readonly Node[]): Node['health'] {
  const judged = findings.map(healthOfFinding);
  for (const health of ['bad', 'waiting'] as const) if (judged.includes(health)) return health;
  const states = children.filter((child) => child.kind !== 'finding').map((child) => child.health);
  if (states.includes('good')) return 'good';
  return states[0] ?? 'neutral';
}
