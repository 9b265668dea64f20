// What a finding code means, told without a text at hand: for `--explain` and for the documentation.
import type { Advice, Fix, Rule } from '../engine/define.ts';
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

export function explainText(rule: Rule): string {
  const lines = [
    `${rule.code}: ${plainTitle(rule.title)}`,
    `Step ${rule.step}, ${STEP_NAMES[rule.step]}; ${rule.role}, ${rule.severity}`,
    '',
    placeholders(rule.explanation),
  ];
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
  if (rule.confusable.length > 0) lines.push('', `Not to be confused with: ${rule.confusable.join(', ')}`);
  if (rule.sources.length > 0) lines.push('', 'Sources:', ...rule.sources.map((source) => `  ${source}`));
  return `${lines.join('\n')}\n`;
}

/** The same as Markdown; `codeLink` gives the target of a link to another code, undefined for none. */
export function explainMarkdown(rule: Rule, codeLink: (code: string) => string | undefined = () => undefined): string {
  const codeName = (code: string): string => {
    const target = codeLink(code);
    return target === undefined ? `\`${code}\`` : `[\`${code}\`](${target})`;
  };
  const parts = [
    `# ${rule.code}`,
    `**${markdown(plainTitle(rule.title))}**`,
    `Step ${rule.step}, ${STEP_NAMES[rule.step]} · ${rule.role} · ${rule.severity}`,
    '## Why',
    markdown(placeholders(rule.explanation)),
  ];
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
  if (rule.confusable.length > 0)
    parts.push('## Not to be confused with', rule.confusable.map((code) => `- ${codeName(code)}`).join('\n'));
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
const placeOf = ({ where, platform, ike }: Advice | Fix): string =>
  [WHERE_NAMES[where], ...(platform ? [PLATFORM_NAMES[platform]] : []), ...(ike ? [`IKEv${ike}`] : [])].join(', ');
