// The colours that do not wait for the server: a TextMate grammar made from the catalogue, kept to a few rules so that large logs stay quick.
import type { Catalogue, Health } from '../server/src/engine/define.ts';

const SCOPE = 'source.cisco-ipsec';

/** What a date, a priority or a sequence number in front of a head may look like: anything short that ends before it. */
const PROLOGUE = '(?:(?:[^\\s%\\[(]{1,40}\\s{1,4}){0,9}?(?:[^\\s%\\[(]{0,40}[:>])?)?';
const PROMPT = '[A-Za-z0-9][\\w.-]{0,62}(?:/[\\w/-]{1,20})?(?:\\([^()\\s]{1,40}\\))?[#>]';

const HEALTH_SCOPES: Readonly<Record<Exclude<Health, 'neutral'>, string>> = {
  good: 'markup.inserted.state.good',
  waiting: 'markup.changed.state.waiting',
  bad: 'markup.deleted.state.bad',
};

/** Words that name an outcome in any message, whatever the release. */
const OUTCOMES: Readonly<Record<'good' | 'bad', readonly string[]>> = {
  good: ['UP-ACTIVE', 'succeeded', 'established', 'completed'],
  bad: [
    'failed',
    'failure',
    'Failed',
    'Failure',
    'FAILED',
    'error',
    'invalid',
    'Invalid',
    'refused',
    'rejected',
    'mismatch',
    'timed out',
    'unreachable',
    'denied',
    'not acceptable',
  ],
};

export function grammarOf(catalogue: Catalogue): object {
  const heads = catalogue.heads
    .filter(({ starts }) => starts.length > 0)
    .map(({ pattern }) => pattern.replace(/\(\?<[A-Za-z]\w*>/g, '(?:'))
    .map((pattern) => `(?:${pattern})`);
  return {
    $schema: 'https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json',
    comment: 'Generated from the catalogue by `npm run generate`. Do not edit.',
    name: 'Cisco IPsec',
    scopeName: SCOPE,
    patterns: [
      {
        match: `^\\s*(${PROLOGUE})(${heads.join('|')})(.*)$`,
        captures: {
          1: { name: scope('comment.line.prologue') },
          2: { name: scope('keyword.other.head') },
          3: { patterns: [{ include: '#words' }] },
        },
      },
      {
        match: `^\\s*(${PROMPT})\\s*(.*)$`,
        captures: { 1: { name: scope('entity.name.function.prompt') }, 2: { name: scope('support.function.command') } },
      },
      { include: '#words' },
    ],
    repository: { words: { patterns: wordRules(catalogue) } },
  };
}

const scope = (name: string): string => `${name}.cisco-ipsec`;

/** States that a device prints, and outcomes, each in the group of its health: one rule, because each is a search of its own. `failed: 0` is no failure. */
function wordRules(catalogue: Catalogue): readonly object[] {
  const healths = ['bad', 'waiting', 'good'] as const;
  const groups = healths.map((health) => {
    const states = catalogue.terms
      .filter((term) => term.health === health && (term.kind === 'state' || term.kind === 'notify'))
      .flatMap(({ words }) => words)
      .filter((word) => /^[A-Z][A-Z0-9_-]{3,}$/.test(word));
    const words = [...new Set([...states, ...(health === 'waiting' ? [] : OUTCOMES[health])])];
    return words
      .sort((a, b) => b.length - a.length || (a < b ? -1 : 1))
      .map(quoted)
      .join('|');
  });
  const captures = Object.fromEntries(healths.map((health, at) => [at + 1, { name: scope(HEALTH_SCOPES[health]) }]));
  return [
    {
      match: `(?<!not )\\b(?=[A-Z][A-Z0-9_-]|[a-zFI][a-z])(?:${groups.map((group) => `(${group})`).join('|')})(?![\\w-]|:? 0\\b)`,
      captures,
    },
  ];
}

const quoted = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
