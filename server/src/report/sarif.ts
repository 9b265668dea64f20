// The analysis as SARIF 2.1.0, for code scanning and other collectors of results.
import type { Rule } from '../engine/define.ts';
import type { Evidence, Finding, Severity } from '../engine/model.ts';
import { visible } from './escape.ts';
import type { Document } from './json.ts';
import { maskLine } from './secrets.ts';
import { placeOf } from './source.ts';
import { ranked } from './words.ts';

export interface SarifOptions {
  readonly version: string;
  readonly rules: readonly Rule[];
  readonly severity?: Severity;
}

const LEVELS = { error: 'error', warning: 'warning', information: 'note', hint: 'note' } as const;
const RANKS = { certain: 100, likely: 70, possible: 40 } as const;

export function sarifReport(documents: readonly Document[], { version, rules, severity }: SarifOptions): object {
  const used = new Set(documents.flatMap(({ analysis }) => analysis.findings.map(({ code }) => code)));
  const listed = rules.filter(({ code }) => used.has(code));
  const ruleIndex = new Map(listed.map(({ code }, index) => [code, index]));
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'ipsec-doctor', version, semanticVersion: version, rules: listed.map(ruleOf) } },
        columnKind: 'utf16CodeUnits',
        artifacts: documents.map(({ file }) => ({ location: { uri: uriOf(file) } })),
        results: documents.flatMap((document, artifact) =>
          ranked(document.analysis, severity).map((finding) =>
            resultOf(document, artifact, finding, ruleIndex.get(finding.code)),
          ),
        ),
      },
    ],
  };
}

function ruleOf({ code, title, explanation, severity, sources }: Rule): object {
  return {
    id: code,
    name: code.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: message(plain(title)) },
    fullDescription: { text: message(plain(explanation)) },
    defaultConfiguration: { level: LEVELS[severity] },
    ...(sources[0]?.startsWith('https://') ? { helpUri: sources[0] } : {}),
  };
}

/** A rule's text without the values that a finding fills in. */
const plain = (text: string): string =>
  text
    .replace(/\[\[.*?\]\]/g, '')
    .replace(/\{(\w+)[^}]*\}/g, '$1')
    .replace(/ {2,}/g, ' ');

function resultOf(document: Document, artifact: number, finding: Finding, ruleIndex: number | undefined): object {
  const [first, ...others] = finding.evidence.map((evidence) => locationOf(document, artifact, evidence));
  return {
    ruleId: finding.code,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: LEVELS[finding.severity],
    rank: RANKS[finding.certainty],
    message: { text: message(`${finding.title}. ${finding.explanation}`) },
    locations: first ? [first] : [],
    ...(others.length > 0 ? { relatedLocations: others.map((location, at) => ({ id: at + 1, ...location })) } : {}),
    occurrenceCount: Math.max(1, finding.count),
    properties: {
      role: finding.role,
      certainty: finding.certainty,
      side: finding.side,
      step: finding.step,
      ...(finding.tunnel === undefined ? {} : { tunnel: visible(maskLine(finding.tunnel)) }),
      ...Object.fromEntries(Object.entries(finding.detail).map(([name, text]) => [name, visible(maskLine(text))])),
    },
  };
}

function locationOf({ file, analysis, linesBefore = 0 }: Document, index: number, evidence: Evidence): object {
  const { line, startCharacter, endCharacter, text } = placeOf(analysis, evidence);
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(file), index },
      region: {
        startLine: linesBefore + line,
        startColumn: startCharacter + 1,
        endLine: linesBefore + line,
        endColumn: endCharacter + 1,
        snippet: { text: visible(text) },
      },
    },
  };
}

/** SARIF reads [ ] in messages as links. */
const message = (text: string): string => visible(maskLine(text)).replace(/[[\]\\]/g, '\\$&');

function uriOf(file: string): string {
  if (file === '-') return 'stdin';
  const path = file
    .replaceAll('\\', '/')
    .split('/')
    .map((part) => encodeURIComponent(visible(part)))
    .join('/');
  return /^[A-Za-z]%3A\//.test(path)
    ? `file:///${path.replace('%3A', ':')}`
    : path.startsWith('/')
      ? `file://${path}`
      : path;
}
