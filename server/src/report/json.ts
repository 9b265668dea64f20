// The analysis as JSON, version 1: what other tools rely on. Nothing is added to it or renamed without a new version.
import type { Analysis, Finding, IkeSa, IpsecSa, Severity, StepResult, Tunnel } from '../engine/model.ts';
import { maskLine } from './secrets.ts';
import { placeOf } from './source.ts';
import { isAtLeast } from './words.ts';

export interface Document {
  readonly file: string;
  readonly analysis: Analysis;
  /** Lines of the file before the text that was analysed, where that is a part of it. */
  readonly linesBefore?: number;
}

export function jsonReport(
  documents: readonly Document[],
  { severity = 'hint' }: { readonly severity?: Severity } = {},
): { readonly version: 1; readonly documents: readonly object[] } {
  return { version: 1, documents: documents.map((document) => masked(documentOf(document, severity))) };
}

/** The same value with the secrets in all its texts masked. */
function masked<T>(value: T): T {
  if (typeof value === 'string') return maskLine(value) as T;
  if (Array.isArray(value)) return value.map(masked) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, masked(each)])) as T;
}

function documentOf({ file, analysis, linesBefore = 0 }: Document, least: Severity): object {
  return {
    file,
    platform: analysis.platform,
    lines: { total: analysis.lines.total, understood: analysis.lines.understood },
    captures: analysis.captures.map((capture) => ({
      command: capture.command,
      kind: capture.kind,
      device: capture.device,
      startLine: linesBefore + capture.startLine + 1,
      endLine: linesBefore + capture.endLine,
    })),
    tunnels: analysis.tunnels.map((tunnel) => tunnelOf(tunnel, linesBefore)),
    findings: analysis.findings
      .filter((finding) => isAtLeast(finding, least))
      .map((finding) => findingOf(analysis, finding, linesBefore)),
    verdict: analysis.verdict,
  };
}

function tunnelOf(tunnel: Tunnel & { readonly steps: readonly StepResult[] }, linesBefore: number): object {
  const { id, local, remote, fvrf, ivrf } = tunnel;
  return {
    id,
    local,
    remote,
    fvrf,
    ivrf,
    interface: tunnel.interface,
    ike: tunnel.ike.map(({ version, state, health, role }: IkeSa) => ({ version, state, health, role })),
    ipsec: tunnel.ipsec.map(
      ({ localSelector, remoteSelector, inboundSpi, outboundSpi, encaps, decaps, health }: IpsecSa) => ({
        localSelector,
        remoteSelector,
        inboundSpi,
        outboundSpi,
        encaps,
        decaps,
        health,
      }),
    ),
    steps: tunnel.steps.map(({ step, status, why, lines }) => ({
      step,
      status,
      why,
      lines: lines.map((line) => linesBefore + line),
    })),
  };
}

function findingOf(analysis: Analysis, finding: Finding, linesBefore: number): object {
  const {
    code,
    role,
    severity,
    certainty,
    side,
    step,
    tunnel,
    peer,
    detail,
    attributes,
    candidates,
    count,
    next,
    fix,
    sources,
  } = finding;
  return {
    code,
    role,
    severity,
    certainty,
    side,
    step,
    tunnel,
    peer,
    ...detail,
    title: finding.title,
    explanation: finding.explanation,
    attributes,
    ...(finding.neutral ? { candidates } : {}),
    evidence: finding.evidence.map((span) => {
      const place = placeOf(analysis, span);
      return { ...place, line: linesBefore + place.line };
    }),
    count,
    next,
    fix: fix.map(({ where, config, why }) => ({ where, config, why })),
    sources,
  };
}
