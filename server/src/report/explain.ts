// What a finding code means, told without a text at hand: for `--explain` and for the documentation.
import type { Advice, Catalogue, Fix, Rule } from '../engine/define.ts';
import type { Certainty } from '../engine/model.ts';
import { parseTemplate } from '../engine/template.ts';
import { fence, markdown } from './escape.ts';
import { PLATFORM_NAMES, STEP_NAMES, WHERE_NAMES } from './words.ts';

/** A title without the values that a finding fills in: `{peer}` reads as `the peer`. */
export function plainTitle(title: string): string {
  const names: Readonly<Record<string, string>> = { peer: 'the peer', local: 'this device' };
  return title
    .replace(/\[\[.*?\]\]/g, '')
    .replace(/\{(\w+)[^}]*\}/g, (_, name: string) => names[name] ?? `<${name}>`)
    .replace(/ {2,}/g, ' ')
    .replace(/ +([,.;:])/g, '$1')
    .trim();
}

/** Commands keep their placeholders, written as a manual would. */
const placeholders = (text: string): string => text.replace(/\[\[(.*?)\]\]/g, '$1').replace(/\{(\w+)[^}]*\}/g, '<$1>');

/** From sure to unsure. */
export const CERTAINTIES: readonly Certainty[] = ['certain', 'likely', 'possible'];

/** A message in many forms, and messages that say the same, are known by some of them. */
const MOST_SIGNS = 12;

const SIGNS = 'Lines that may say so';
const SIGNS_NOTE =
  'What varies is written …, what may be missing stands in brackets. What such a line proves depends on what stands around it.';

/** The lines that may prove a code, the surest first. Codes without any are judged from outputs, or from several lines together. */
function signsOf({ code: wanted }: Rule, { messages }: Catalogue): readonly string[] {
  const claims = messages.flatMap(({ mnemonic, templates: [first = ''], says = [] }) => {
    const line = mnemonic === undefined ? readableTemplate(first) : `${mnemonic}: ${readableTemplate(first)}`;
    return says.filter(({ code }) => code === wanted).map(({ certainty }) => ({ line, certainty }));
  });
  const signs = CERTAINTIES.flatMap((sure) => claims.filter(({ certainty }) => certainty === sure));
  return [...new Set(signs.map(({ line }) => line))].slice(0, MOST_SIGNS);
}

/** A template as a manual would print it: `…` for what varies, brackets around what may be missing, of several words the first. */
export function readableTemplate(template: string): string {
  type Nodes = ReturnType<typeof parseTemplate>;
  const words = (nodes: Nodes): string =>
    nodes
      .map((node) => {
        if (node.type === 'text') return node.text;
        if (node.type === 'blank') return ' ';
        if (node.type === 'field') return '…';
        if (node.type === 'optional') return `[${words(node.body)}]`;
        return node.type === 'choice' ? words(node.bodies[0] ?? []) : '';
      })
      .join('');
  return words(parseTemplate(template));
}

/** The other rules that a reader may take this one for. */
function neighbours(
  { confusable }: Rule,
  { rules }: Catalogue,
): readonly { readonly code: string; readonly title: string }[] {
  return rules
    .filter(({ code }) => confusable.includes(code))
    .map(({ code, title }) => ({ code, title: plainTitle(title) }));
}

export function explainText(rule: Rule, catalogue: Catalogue): string {
  const lines = [
    `${rule.code}: ${plainTitle(rule.title)}`,
    `Step ${rule.step}, ${STEP_NAMES[rule.step]}; ${rule.role}, ${rule.severity}`,
    '',
    placeholders(rule.explanation),
  ];
  const signs = signsOf(rule, catalogue);
  if (signs.length > 0) lines.push('', `${SIGNS}. ${SIGNS_NOTE}`, ...signs.map((sign) => `  ${sign}`));
  if (rule.candidates && rule.candidates.length > 0) {
    lines.push(
      '',
      'It may be, best first:',
      ...rule.candidates.map(({ code, why }) => `  ${code}: ${placeholders(why)}`),
    );
  }
  if (rule.next.length > 0)
    lines.push(
      '',
      'Next:',
      ...rule.next.map((advice) => `  ${placeholders(advice.command)}  (${adviceWords(advice)})`),
    );
  for (const fix of rule.fix)
    lines.push('', `Fix ${fixWords(fix)}`, ...fix.config.map((line) => `  ${placeholders(line)}`));
  const others = neighbours(rule, catalogue);
  if (others.length > 0)
    lines.push('', 'Not to be confused with:', ...others.map(({ code, title }) => `  ${code}: ${title}`));
  if (rule.sources.length > 0) lines.push('', 'Sources:', ...rule.sources.map((source) => `  ${source}`));
  return `${lines.join('\n')}\n`;
}

/** The same as Markdown; `link` gives the target of a link to another code. */
export function explainMarkdown(rule: Rule, catalogue: Catalogue, link?: (code: string) => string): string {
  const codeName = (code: string): string => (link ? `[\`${code}\`](${link(code)})` : `\`${code}\``);
  const parts = [
    `# ${rule.code}`,
    `**${markdown(plainTitle(rule.title))}**`,
    `Step ${rule.step}, ${STEP_NAMES[rule.step]} · ${rule.role} · ${rule.severity}`,
    '## Why',
    markdown(placeholders(rule.explanation)),
  ];
  const signs = signsOf(rule, catalogue);
  if (signs.length > 0) parts.push(`## ${SIGNS}`, SIGNS_NOTE, fence(signs));
  if (rule.candidates && rule.candidates.length > 0) {
    parts.push(
      '## What it may be',
      rule.candidates
        .map(({ code, why }, at) => `${at + 1}. ${codeName(code)}: ${markdown(placeholders(why))}`)
        .join('\n'),
    );
  }
  if (rule.next.length > 0) {
    parts.push('## How to confirm');
    for (const advice of rule.next)
      parts.push(markdown(sentence(adviceWords(advice))), fence([placeholders(advice.command)]));
  }
  if (rule.fix.length > 0) {
    parts.push('## How to fix');
    for (const fix of rule.fix) parts.push(markdown(sentence(fixWords(fix))), fence(fix.config.map(placeholders)));
  }
  const others = neighbours(rule, catalogue);
  if (others.length > 0)
    parts.push(
      '## Not to be confused with',
      others.map(({ code, title }) => `- ${codeName(code)}: ${markdown(title)}`).join('\n'),
    );
  if (rule.sources.length > 0)
    parts.push(
      '## Sources',
      rule.sources.map((source) => `- ${source.startsWith('https://') ? `<${source}>` : markdown(source)}`).join('\n'),
    );
  return `${parts.join('\n\n')}\n`;
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
const adviceWords = (advice: Advice): string => `${placeOf(advice)}: ${placeholders(advice.why)}`;
const fixWords = (fix: Fix): string => `${placeOf(fix)}: ${placeholders(fix.why)}`;
const placeOf = ({ where, platform, ike, answers }: Advice | Fix): string =>
  [
    ...(answers ? [`reason ${answers.join(' or ')}`] : []),
    WHERE_NAMES[where],
    ...(platform ? [PLATFORM_NAMES[platform]] : []),
    ...(ike ? [`IKEv${ike}`] : []),
  ].join(', ');
