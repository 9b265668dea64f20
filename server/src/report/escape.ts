// Makes foreign text harmless where it is printed: Markdown, HTML, Mermaid, a terminal. What the text holds is shown, never obeyed.

/** Control characters (but tab) and marks that turn the direction of writing, made visible: enough for a terminal. */
export function visible(text: string): string {
  return text.replace(UNSEEN, (char) => {
    const code = char.charCodeAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? '\u2421' : '\ufffd';
  });
}

const UNSEEN = new RegExp(
  [
    '[\\0-\\u0008\\u000a-\\u001f\\u007f-\\u009f\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u2069\\ufeff]',
    '[\\ud800-\\udbff](?![\\udc00-\\udfff])',
    '(?<![\\ud800-\\udbff])[\\udc00-\\udfff]',
  ].join('|'),
  'g',
);

export function html(text: string): string {
  return visible(text).replace(/[&<>"'`]/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** Text between other Markdown: no markup, no link, no HTML, one line. */
export function markdown(text: string): string {
  return visible(text)
    .replace(/\s+/g, ' ')
    .replace(/[&<>]/g, (char) => `&#${char.charCodeAt(0)};`)
    .replace(/[\\`*[\]|~$]|(?<!\w)_|_(?!\w)/g, '\\$&')
    .replace(
      /^( ?)([-+#=]|\d{1,9}[.)])/,
      (_, blank: string, mark: string) => `${blank}${mark.slice(0, -1)}\\${mark.slice(-1)}`,
    )
    .replace(/:(?=\/\/)|@|(?<=www)\./gi, (char) => `&#${char.charCodeAt(0)};`);
}

/** A code span that holds the text whatever it is; in a table a bar needs a backslash even there. */
export function code(text: string, inTable = false): string {
  const clean = visible(text.replace(/\s+/g, ' '));
  if (clean.trim() === '') return '';
  const ticks = '`'.repeat(longestRun(clean, '`') + 1);
  const pad = /^`|`$|^ .* $/.test(clean) ? ' ' : '';
  const span = `${ticks}${pad}${clean}${pad}${ticks}`;
  return inTable ? span.replaceAll('|', '\\|') : span;
}

/** A fenced block that no line inside can close. */
export function fence(lines: readonly string[], info = 'text'): string {
  const clean = lines.map(visible);
  const ticks = '`'.repeat(Math.max(3, ...clean.map((line) => longestRun(line, '`') + 1)));
  return `${ticks}${info}\n${clean.join('\n')}\n${ticks}`;
}

function longestRun(text: string, char: string): number {
  let longest = 0;
  let run = 0;
  for (const each of text) {
    run = each === char ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

/** Text in a Mermaid diagram: what is not plain becomes an entity, so it ends no statement and begins no directive. */
export function mermaid(text: string): string {
  return visible(text).replace(/[^\w .,/+=-]/gu, (char) => `#${char.codePointAt(0)};`);
}
