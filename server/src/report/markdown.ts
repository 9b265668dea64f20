// The report as Markdown, for the editor, a ticket or a file: verdict, findings with evidence, next command, fix, checklist, tunnels, ladder.
import type { Analysis, Finding, Severity, Tunnel } from '../engine/model.ts';
import { code, fence, markdown, mermaid } from './escape.ts';
import type { Document } from './json.ts';
import { type Ladder, laddersOf, outcomeOf } from './ladder.ts';
import { maskLine } from './secrets.ts';
import { evidencePlaces, printableLine } from './source.ts';
import {
  CERTAINTY_NAMES,
  checklist,
  clip,
  firstOf,
  placeOfFix,
  ranked,
  rankedTunnels,
  STATUS_NAMES,
  STEP_NAMES,
  sideOf,
  WHERE_NAMES,
} from './words.ts';

/** Nobody reads a thousand sections. */
const MOST = 30;

export interface MarkdownOptions {
  readonly severity?: Severity;
}

export function markdownReport(documents: readonly Document[], options: MarkdownOptions = {}): string {
  return documents.map((document) => documentMarkdown(document, options)).join('\n');
}

const STATUS_MARKS = { fault: '✗', undetermined: '?', healthy: '✓', 'no-crypto': '–' } as const;
const STEP_MARKS = { pass: '✓ pass', fail: '✗ fail', unknown: '? unknown' } as const;
const HEALTH_MARKS = { up: '✓ up', negotiating: '… negotiating', down: '✗ down', unknown: '? unknown' } as const;

function documentMarkdown({ file, analysis }: Document, { severity }: MarkdownOptions): string {
  const { verdict } = analysis;
  const findings = ranked(analysis, severity);
  const causes = findings.filter(({ role }) => role === 'cause');
  const symptoms = findings.filter(({ role }) => role === 'symptom');
  // Symptoms are told in full only where no cause is known.
  const faults = causes.length > 0 ? causes : symptoms;
  const followers = causes.length > 0 ? symptoms : [];
  const context = findings.filter(({ role }) => role === 'context');
  const tunnels = firstOf(rankedTunnels(analysis), MOST);
  return [
    `# IPsec diagnosis of ${say(file)}`,
    `**${STATUS_MARKS[verdict.status]} ${STATUS_NAMES[verdict.status]}**${verdict.primary ? ` · ${code(verdict.primary)}` : ''}`,
    say(verdict.summary),
    faults.length === 0 ? '' : '## What is wrong',
    ...faults.slice(0, MOST).map((finding) => findingSection(analysis, finding)),
    faults.length > MOST ? `… and ${faults.length - MOST} more findings` : '',
    followers.length === 0 ? '' : '## What follows from it',
    items(analysis, followers),
    context.length === 0 ? '' : '## Also noted',
    items(analysis, context),
    analysis.tunnels.length === 0 ? '' : '## Checklist',
    ...tunnels.shown.map((tunnel) => checklistSection(analysis, tunnel)),
    tunnels.left > 0 ? `… and ${tunnels.left} more tunnels` : '',
    tunnelTable(analysis),
    ladderSection(analysis),
    captureSection(analysis),
  ]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

function findingSection(analysis: Analysis, finding: Finding): string {
  const { severity, certainty, tunnel, count, next, fix, attributes, candidates, sources } = finding;
  const facts = [
    `**Severity** ${severity}`,
    `**Certainty** ${CERTAINTY_NAMES[certainty]}`,
    `**Side** ${sideOf(finding)}`,
    tunnel === undefined ? '' : `**Tunnel** ${code(tunnel)}`,
    count > 1 ? `**Seen** ${count} times` : '',
  ];
  return [
    `### ${say(finding.title)}`,
    `${code(finding.code)} · ${facts.filter(Boolean).join(' · ')}`,
    evidenceBlock(analysis, finding),
    say(finding.explanation),
    attributes.length === 0
      ? ''
      : table(
          ['Attribute', 'This device', 'Peer'],
          attributes.map(({ name, local, remote }) => [cell(name), value(local), value(remote)]),
        ),
    candidates.length === 0
      ? ''
      : `It may be, best first:\n\n${candidates.map((each, at) => `${at + 1}. ${code(each.code)}: ${say(each.why)}`).join('\n')}`,
    next.length === 0 ? '' : '**Next**',
    ...next.map(
      ({ command, why, where }) => `${sentence(WHERE_NAMES[where])}: ${say(why)}\n\n${fence([maskLine(command)])}`,
    ),
    fix.length === 0 ? '' : '**Fix**',
    ...fix.map(
      (each) =>
        `${sentence(placeOfFix(each, fix))}: ${say(each.why)}\n\n${fence(each.config.map((line) => maskLine(line)))}`,
    ),
    sources.length === 0 ? '' : `Sources: ${sources.map(link).join(', ')}`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** The lines that prove it, quoted, each with a link to its place. */
function evidenceBlock(analysis: Analysis, finding: Finding): string {
  const places = evidencePlaces(analysis, finding.evidence).filter(
    (place, at, all) => all.findIndex(({ line }) => line === place.line) === at,
  );
  const shown = places.slice(0, 8);
  const gutter = String(shown.at(-1)?.line ?? 0).length;
  const lines = shown.map((place) => {
    const part = clip(printableLine(analysis, place.line - 1), place.startCharacter, place.endCharacter);
    return `${String(place.line).padStart(gutter)} | ${part.text}`;
  });
  const more = places.length > shown.length ? ` and ${places.length - shown.length} more` : '';
  return `Evidence: ${shown.map(({ line }) => lineLink(line)).join(', ')}${more}\n\n${fence(lines)}`;
}

const items = (analysis: Analysis, findings: readonly Finding[]): string =>
  findings
    .slice(0, MOST)
    .map((finding) => item(analysis, finding))
    .join('\n');

function item(analysis: Analysis, finding: Finding): string {
  const line = evidencePlaces(analysis, finding.evidence)[0]?.line;
  return `- ${code(finding.code)} ${say(finding.title)}${line === undefined ? '' : ` (${lineLink(line)})`}`;
}

function checklistSection(analysis: Analysis, tunnel: Analysis['tunnels'][number]): string {
  const rows = checklist(analysis, tunnel).map(({ step, status, why, lines }) => [
    `${step}. ${STEP_NAMES[step]}`,
    STEP_MARKS[status],
    cell(why),
    lines
      .slice(0, 6)
      .sort((a, b) => a - b)
      .map(lineLink)
      .join(', ') + (lines.length > 6 ? ' …' : ''),
  ]);
  return `### Tunnel ${code(tunnel.id)}\n\n${table(['Step', 'Result', 'Why', 'Lines'], rows)}`;
}

function tunnelTable({ tunnels }: Analysis): string {
  const rows = tunnels.flatMap((tunnel: Tunnel) => [
    ...tunnel.ike.map(({ version, state, health, role, line }) => [
      value(tunnel.id),
      `IKEv${version} SA`,
      HEALTH_MARKS[health],
      [value(state), role ?? ''].filter(Boolean).join(' '),
      '',
      '',
      '',
      lineLink(line + 1),
    ]),
    ...tunnel.ipsec.map(({ localSelector, remoteSelector, inboundSpi, outboundSpi, encaps, decaps, health, line }) => [
      value(tunnel.id),
      'IPsec SA',
      HEALTH_MARKS[health],
      localSelector === undefined && remoteSelector === undefined
        ? ''
        : `${value(localSelector ?? '?')} → ${value(remoteSelector ?? '?')}`,
      value([inboundSpi, outboundSpi].map((spi) => spi ?? '?').join(' / ')),
      encaps === undefined ? '' : String(encaps),
      decaps === undefined ? '' : String(decaps),
      lineLink(line + 1),
    ]),
  ]);
  if (rows.length === 0) return '';
  const { shown, left } = firstOf(rows, 200);
  const head = ['Tunnel', 'What', 'Health', 'State or selectors', 'SPI in / out', 'Encaps', 'Decaps', 'Line'];
  // The pane beside the text is narrow: a column that no row fills is left out.
  const filled = head.map((_, column) => shown.some((row) => row[column] !== ''));
  const used = (row: readonly string[]): string[] => row.filter((_, column) => filled[column]);
  return `## Tunnels and counters\n\n${table(used(head), shown.map(used))}${left > 0 ? `\n\n… and ${left} more` : ''}`;
}

/** Ladders that a person looks through. */
const mostLadders = 6;

function ladderSection(analysis: Analysis): string {
  const { shown, left } = firstOf(worstFirst(laddersOf(analysis)), mostLadders);
  if (shown.length === 0) return '';
  const more = left > 0 ? [`… and ${left} more that went other ways`] : [];
  return [`## The negotiation${shown.length > 1 ? 's' : ''}`, ...shown.map(ladderMarkdown), ...more].join('\n\n');
}

/** Attempts that came to nothing before those that worked; else the order of the text. */
const worstFirst = (ladders: readonly Ladder[]): readonly Ladder[] => [
  ...ladders.filter(({ attempt }) => !attempt.childUp),
  ...ladders.filter(({ attempt }) => attempt.childUp),
];

function ladderMarkdown({ attempt, rungs, alike }: Ladder): string {
  const [local, remote] = [attempt.local ?? attempt.device ?? 'this device', attempt.peer ?? 'peer'];
  const repeated = (times: number): string => (times > 1 ? `, ${times} times` : '');
  const diagram = [
    'sequenceDiagram',
    `  participant L as ${mermaid(maskLine(local))}`,
    `  participant R as ${mermaid(maskLine(remote))}`,
    ...rungs.map((rung) => {
      if (rung.kind === 'stop')
        return `  Note over L,R: ${mermaid(`✗ stopped: ${rung.finding.code}`)} (line ${rung.line})`;
      const arrow = rung.direction === 'out' ? 'L->>R' : 'R->>L';
      return `  ${arrow}: ${mermaid(maskLine(rung.label))}${repeated(rung.times)} (line ${rung.line})`;
    }),
    `  Note over L,R: ${mermaid(outcomeOf(attempt))}`,
  ];
  const twin = rungs.map((rung) => {
    if (rung.kind === 'stop') return `- ${lineLink(rung.line)} ✗ **stopped**: ${say(rung.finding.title)}`;
    const ends = `${value(local)} ${rung.direction === 'out' ? '→' : '←'} ${value(remote)}`;
    return `- ${lineLink(rung.line)} ${ends}: ${say(rung.label)}${repeated(rung.times)}`;
  });
  const version = attempt.version ? `IKEv${attempt.version}` : 'IKE';
  const title = [version, attempt.mode, attempt.role ? `as ${attempt.role}` : ''].filter(Boolean).join(' ');
  const same = alike.map(({ startLine, endLine }) => rangeLink(startLine + 1, Math.max(startLine + 1, endLine)));
  return [
    `### ${say(title)} with ${value(remote)}, ${rangeLink(attempt.startLine + 1, Math.max(attempt.startLine + 1, attempt.endLine))}`,
    fence(diagram, 'mermaid'),
    [...twin, `- ${outcomeOf(attempt)}`].join('\n'),
    same.length === 0
      ? ''
      : `The same again in ${same.slice(0, 8).join(', ')}${same.length > 8 ? ` and ${same.length - 8} more` : ''}.`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function captureSection({ captures, lines, platform }: Analysis): string {
  if (captures.length === 0) return '';
  const rows = captures
    .slice(0, 100)
    .map(({ command, device, startLine, endLine }) => [
      value(command),
      device === undefined ? '' : value(device),
      rangeLink(startLine + 1, endLine),
    ]);
  const counted = `${lines.understood} of ${lines.total} lines understood, platform ${platform}.`;
  return `## What was read\n\n${table(['Capture', 'Device', 'Lines'], rows)}\n\n${counted}`;
}

const rangeLink = (first: number, last: number): string =>
  first === last ? lineLink(first) : `[lines ${first} to ${last}](#L${first}-L${last})`;
const lineLink = (line: number): string => `[line ${line}](#L${line})`;
const say = (text: string): string => markdown(maskLine(text));
const cell = (text: string): string => say(text);
const value = (text: string): string => code(maskLine(text), true);
const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Only addresses of our own knowledge become links, and only of this form. */
const link = (source: string): string => (/^https:\/\/[\w./?=&%#~:+,;@-]+$/.test(source) ? `<${source}>` : say(source));

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
