// Hovers as Markdown: everything that came from the text is quoted or escaped, and links run our own commands only.
import type { Hover } from '../engine/features/hover.ts';
import { type Lines, type Prose, shorten, words } from '../engine/features/prose.ts';
import type { Analysis } from '../engine/model.ts';
import { COMMANDS, DOCS_SCHEME } from '../protocol.ts';
import { code, fence, markdown } from '../report/escape.ts';
import { placeOf } from '../report/source.ts';
import { PLATFORM_NAMES, placeOfFix } from '../report/words.ts';
import { hideSecrets, secretsOn } from './secrets.ts';

const healthMarks = { good: '✓ ', waiting: '… ', bad: '✗ ', neutral: '' } as const;
const meaningWords = {
  certain: 'What it means here',
  likely: 'What it probably means here',
  possible: 'What it may mean here',
} as const;
const whereWords: Readonly<Record<string, string>> = {
  local: 'on this device',
  remote: 'on the peer',
  either: 'on either end',
};

export function hoverMarkdown(uri: string, analysis: Analysis, hover: Hover): string {
  const hidden = secretsOn(analysis, hover);
  const prose = (part: Prose): string => part.map((piece) => pieceMarkdown(uri, analysis, hidden, piece)).join('');
  const mark = hover.health ? healthMarks[hover.health] : '';
  const blocks: string[] = [`**${mark}${prose(hover.title)}**`, ...hover.said.map(prose)];
  if (hover.usually.length > 0) blocks.push(`**Usually** ${hover.usually.map(prose).join(' ')}`);
  if (hover.line.length > 0) blocks.push(`**This line** ${hover.line.map(prose).join(' ')}`);
  if (hover.here.length > 0) blocks.push(`**In this text**\n\n${list(hover.here.map(prose))}`);
  blocks.push(...hover.next.map(nextMarkdown));
  for (const finding of hover.findings) {
    if (finding.kind === 'link')
      blocks.push(`Evidence of ${pageLink(finding.code)}${finding.home ? `, see ${lineLink(uri, finding.home)}` : ''}`);
    else blocks.push(...proofMarkdown(finding, prose));
  }
  const links = hover.sources
    .filter(isWebAddress)
    .map((source) => `[${markdown(sourceName(source))}](${safeUri(source)})`);
  if (links.length > 0) blocks.push(`Sources: ${links.join(' · ')}`);
  return blocks.join('\n\n');
}

type Proof = Extract<Hover['findings'][number], { readonly kind: 'proof' }>;

function proofMarkdown(proof: Proof, prose: (part: Prose) => string): string[] {
  const { certainty, explanation, candidates, values, evidence, next, fix, code: name } = proof;
  const blocks = [`**${meaningWords[certainty]}** ${prose(explanation)}`];
  if (candidates.length > 0) {
    const entries = candidates.map(({ code: other, why }, at) => `${at + 1}. ${pageLink(other)}: ${prose(words(why))}`);
    blocks.push(`**It may be**, best first\n\n${entries.join('\n')}`);
  }
  if (values.length > 0) blocks.push(list(values.map(prose)));
  blocks.push(`**Evidence** ${prose(evidence)}`, ...next.map(nextMarkdown));
  const [first] = fix;
  if (first) {
    const { config, why } = first;
    const other = fix.find(({ platform }) => platform !== first.platform);
    const others = other ? ` The one for ${PLATFORM_NAMES[other.platform]} stands in the report.` : '';
    blocks.push(
      `**Fix** ${placeOfFix(first, fix)}: ${markdown(why)}${others} ${copyLink(`${config.join('\n')}\n`)}`,
      fence(config),
    );
  }
  blocks.push(`More: ${pageLink(name)}`);
  return blocks;
}

const nextMarkdown = ({ command, where, why }: Hover['next'][number]): string =>
  `**Do next** ${reasonOf(where, why)} ${copyLink(command)}\n\n${fence([command])}`;

const reasonOf = (where: string, why: string): string =>
  [whereWords[where] ?? '', markdown(why)].filter(Boolean).join(': ');

const list = (entries: readonly string[]): string => entries.map((entry) => `- ${entry}`).join('\n');

const pageLink = (name: string): string => `[${markdown(name)}](${commandUri(COMMANDS.explain, [name])})`;

export const docsUri = (code: string): string => `${DOCS_SCHEME}:/${encodeURIComponent(code)}.md`;

function pieceMarkdown(uri: string, analysis: Analysis, hidden: readonly string[], piece: Prose[number]): string {
  if (typeof piece === 'string') return markdown(piece);
  if ('quoted' in piece) return code(hideSecrets(piece.quoted, hidden));
  if ('excerpt' in piece) return code(shorten(placeOf(analysis, { ...piece.excerpt, role: 'context' }).text, 100));
  return lineLink(uri, piece);
}

function lineLink(uri: string, { first, last }: Lines): string {
  const label = first === last ? `line ${first + 1}` : `lines ${first + 1} to ${last + 1}`;
  return `[${label}](${commandUri(COMMANDS.reveal, [uri, first + 1, last + 1])})`;
}

const copyLink = (text: string): string => `[Copy](${commandUri(COMMANDS.copy, [text])})`;

const commandUri = (command: string, args: readonly unknown[]): string =>
  `command:${command}?${encodeURIComponent(JSON.stringify(args)).replace(/[()'!*~]/g, percent)}`;

const isWebAddress = (source: string): boolean => /^https:\/\/[^\s<>"]+$/.test(source);
const safeUri = (source: string): string => source.replace(/[()'!*~]/g, percent);
const percent = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;

/** `RFC 7296 section 2.21`, `Cisco 5409-ipsec-debug`, `IANA ikev2-parameters`; else the host. */
function sourceName(source: string): string {
  const rfc = /rfc-editor\.org\/rfc\/rfc(\d+)(?:\.html)?(?:#section-([\w.]+))?/.exec(source);
  if (rfc) return `RFC ${rfc[1]}${rfc[2] ? ` section ${rfc[2]}` : ''}`;
  const [, host = '', page = ''] = /^https:\/\/(?:www\.)?([^/?#]+)(?:[^?#]*\/)?([^/?#]*)/.exec(source) ?? [];
  const publisher = { 'cisco.com': 'Cisco', 'iana.org': 'IANA' }[host];
  const name = shorten(page.replace(/\.[sx]?html?$/, '').replace(/-00$/, ''), 32);
  return publisher && name ? `${publisher} ${name}` : host || source;
}
