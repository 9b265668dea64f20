// The standalone page: template, style and script as one HTML file that may run nothing else and connect to nothing.
import { createHash } from 'node:crypto';

/** The policy allows the style that stands in the template and the script that is put in, by their hashes, and nothing else. */
export function standalonePage(template: string, script: string): string {
  const style = /<style>([\s\S]*?)<\/style>/.exec(template)?.[1] ?? '';
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  // As functions: a script may hold what `replace` reads as a reference.
  return template.replace('{{policy}}', () => policy).replace('<!-- script -->', () => `<script>${script}</script>`);
}

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
