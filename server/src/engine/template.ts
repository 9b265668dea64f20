// Turns a template such as 'received packet from {peer:ip} dport {dport:int}' into a regular expression, dispatch keys and, inversely, sample text.
import type { Fact, Kind } from './define.ts';

/*
 * The language of templates:
 *   a blank          one or more white-space characters; a line may be broken there (terminals wrap). Inside [[ ]] it stays on the line.
 *   {name:kind}      a field; {name} is a `word`; {:kind} is matched but not kept
 *   [[ … ]]          may be absent
 *   ((a|b|c))        one of several
 *   ~                optional white space on the same line
 *   \x               the character x itself
 * Everything else stands for itself, case included. A template matches from a given position; what follows it is not its business, except
 * that a word is never cut in two.
 */

export interface Template {
  /**
   * The regular expression with a capturing group for each field and for all that stands between two, so that lengths give places: indices
   * would cost twice as much. `test` has no groups, for where only a yes or no is wanted.
   */
  readonly source: string;
  readonly test: string;
  /** Field name and kind of each capturing group; undefined for what stands between fields. */
  readonly groups: readonly (Group | undefined)[];
  /** The literal words it can begin with: one list of one or two words for each way it may begin; an empty list where a field comes first. */
  readonly openings: readonly (readonly string[])[];
  /** The complete literal words that a match holds, in each way it can be written: a text that has none of these lists whole need not be tried. */
  readonly words: readonly (readonly string[])[];
  /** Code of the ASCII character that every match begins with, 0 where there is none. */
  readonly begins: number;
  /** Number of literal characters: of two templates that match, the one with more says more. */
  readonly weight: number;
}

export interface Group {
  readonly name: string;
  readonly kind: string;
}

type Node =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'blank' }
  | { readonly type: 'gap' }
  | { readonly type: 'field'; readonly name: string; readonly kind: string }
  | { readonly type: 'optional'; readonly body: readonly Node[] }
  | { readonly type: 'choice'; readonly bodies: readonly (readonly Node[])[] };

/** Reads a template. Throws on a mistake in the knowledge, never on user text. */
export function parseTemplate(template: string): readonly Node[] {
  let at = 0;
  const fail = (why: string): never => {
    throw new Error(`template «${template}»: ${why} at ${at}`);
  };
  function sequence(ends: readonly string[]): Node[] {
    const nodes: Node[] = [];
    let text = '';
    const flush = (): void => {
      if (text) nodes.push({ type: 'text', text });
      text = '';
    };
    while (at < template.length) {
      if (ends.some((end) => template.startsWith(end, at))) break;
      const char = template[at] as string;
      if (template.startsWith('[[', at)) {
        flush();
        at += 2;
        const body = sequence([']]']);
        if (!template.startsWith(']]', at)) fail('[[ without ]]');
        at += 2;
        nodes.push({ type: 'optional', body });
      } else if (template.startsWith('((', at)) {
        flush();
        at += 2;
        const bodies = [sequence(['|', '))'])];
        while (template[at] === '|') {
          at += 1;
          bodies.push(sequence(['|', '))']));
        }
        if (!template.startsWith('))', at)) fail('(( without ))');
        at += 2;
        nodes.push({ type: 'choice', bodies });
      } else if (char === '{') {
        flush();
        const close = template.indexOf('}', at);
        if (close < 0) fail('{ without }');
        const [name = '', kind = 'word'] = template.slice(at + 1, close).split(':');
        nodes.push({ type: 'field', name, kind });
        at = close + 1;
      } else if (char === ' ') {
        flush();
        while (template[at] === ' ') at += 1;
        nodes.push({ type: 'blank' });
      } else if (char === '~') {
        flush();
        nodes.push({ type: 'gap' });
        at += 1;
      } else if (char === '\\') {
        text += template[at + 1] ?? '';
        at += 2;
      } else {
        text += char;
        at += 1;
      }
    }
    flush();
    return nodes;
  }
  const nodes = sequence([]);
  if (at < template.length) fail('unexpected end');
  return nodes;
}

const quote = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** Bounded: two unbounded runs of blanks beside each other would be tried in every division. */
const blank = '[^\\S\\r\\n]';

export function compileTemplate(template: string, kinds: Readonly<Record<string, Kind>>): Template {
  const nodes = parseTemplate(template);
  let expression: Expression | undefined;
  const compiled = (): Expression => {
    expression ??= expressionOf(template, nodes, kinds, true);
    return expression;
  };
  return {
    // Of the templates that begin with a line's words few are tried: the expression is made for those only.
    get source() {
      return compiled().source;
    },
    get groups() {
      return compiled().groups;
    },
    get test() {
      return expressionOf(template, nodes, kinds, false).source;
    },
    openings: openings(nodes),
    words: words(nodes, false, false),
    begins: begins(nodes[0]),
    weight: weight(nodes),
  };
}

type Expression = Pick<Template, 'source' | 'groups'>;

function expressionOf(
  template: string,
  nodes: readonly Node[],
  kinds: Readonly<Record<string, Kind>>,
  keeps: boolean,
): Expression {
  const groups: (Group | undefined)[] = [];
  /** `kept`: fields, and what stands between two, get groups. */
  const source = (list: readonly Node[], inside: boolean, after: boolean, kept: boolean): string => {
    let all = '';
    let between = '';
    const close = (): void => {
      if (between !== '') groups.push(undefined);
      all += between === '' ? '' : `(${between})`;
      between = '';
    };
    list.forEach((node, at) => {
      const holdsField = kept && hasField(node);
      if (holdsField) close();
      const written = part(node, inside, touches(list, at + 1, 1, after), list[at + 1], holdsField);
      if (kept && !holdsField) between += written;
      else all += written;
    });
    // Behind the last field nothing needs a place.
    if (list !== nodes) close();
    return all + between;
  };
  /** `touched`: whether something else than a blank follows; `next`: the node after this one. */
  const part = (node: Node, inside: boolean, touched: boolean, next: Node | undefined, kept: boolean): string => {
    switch (node.type) {
      case 'text':
        return quote(node.text) + (!touched && next?.type !== 'blank' && /\w$/.test(node.text) ? boundary : '');
      case 'blank':
        return inside ? `${blank}{1,80}` : '\\s+';
      case 'gap':
        return `${blank}{0,80}`;
      case 'field': {
        const kind = kinds[node.kind];
        if (!kind) throw new Error(`template «${template}»: no kind ${node.kind}`);
        if (!kept) return `(?:${kind.pattern})`;
        groups.push({ name: node.name, kind: node.kind });
        return `(${kind.pattern})`;
      }
      case 'optional':
        return `(?:${source(node.body, true, touched, kept)})?`;
      case 'choice':
        return `(?:${node.bodies.map((body) => source(body, inside, touched, kept)).join('|')})`;
    }
  };
  return { source: source(nodes, false, false, keeps), groups };
}

function hasField(node: Node): boolean {
  if (node.type === 'optional') return node.body.some(hasField);
  if (node.type === 'choice') return node.bodies.some((body) => body.some(hasField));
  return node.type === 'field' && node.name !== '';
}

/** The fields of a match that begins at `at`, with their places. */
export function factsOf(match: RegExpExecArray, at: number, groups: readonly (Group | undefined)[]): Fact[] {
  const facts: Fact[] = [];
  let start = at;
  for (let group = 0; group < groups.length; group += 1) {
    const value = match[group + 1];
    if (value === undefined) continue;
    const field = groups[group];
    const end = start + value.length;
    if (field) facts.push({ name: field.name, kind: field.kind, value, start, end });
    start = end;
  }
  return facts;
}

/** A word is never cut in two: `conn` is not found in `connection`. */
const boundary = '(?![A-Za-z0-9_])';

/** Whether something else than a blank can stand at a place of a list; `edge` tells it of what lies beyond the list. */
function touches(nodes: readonly Node[], at: number, step: 1 | -1, edge: boolean): boolean {
  const node = nodes[at];
  if (node === undefined) return edge;
  if (node.type !== 'optional') return node.type !== 'blank';
  return node.body.at(step === 1 ? 0 : -1)?.type !== 'blank' || touches(nodes, at + step, step, edge);
}

function begins(node: Node | undefined): number {
  const code = node?.type === 'text' ? node.text.charCodeAt(0) : 0;
  return code < 128 ? code : 0;
}

/** More ways to write a template are not told apart. */
const mostWays = 16;

/** `before` and `after`: whether something else than a blank touches the list at its ends, so that a word there may be a part of a longer one. */
function words(nodes: readonly Node[], before: boolean, after: boolean): string[][] {
  let ways: string[][] = [[]];
  nodes.forEach((node, at) => {
    const left = touches(nodes, at - 1, -1, before);
    const right = touches(nodes, at + 1, 1, after);
    let found: string[][] = [[]];
    if (node.type === 'text') {
      let { text } = node;
      if (left) text = text.replace(/^\w+/, '');
      if (right) text = text.replace(/\w+$/, '');
      found = [text.match(/\w+/g) ?? []];
    } else if (node.type === 'choice') found = node.bodies.flatMap((body) => words(body, left, right));
    if (ways.length * found.length <= mostWays) ways = ways.flatMap((way) => found.map((more) => [...way, ...more]));
  });
  return ways;
}

function weight(nodes: readonly Node[]): number {
  let sum = 0;
  for (const node of nodes)
    if (node.type === 'text') sum += node.text.length;
    else if (node.type === 'choice') sum += Math.min(...node.bodies.map(weight));
  return sum;
}

/** First one or two complete literal words of each way a template may begin. A word is a run of letters, digits and underscores. */
function openings(nodes: readonly Node[]): string[][] {
  return prefixes(nodes).map((prefix) => {
    const closed = prefix.endsWith('\0');
    const words = prefix.replace(/\0$/, '').match(/\w+/g) ?? [];
    const literal = closed || !/\w$/.test(prefix) ? words : words.slice(0, -1);
    return /^\w/.test(prefix) ? literal.slice(0, 2) : [];
  });
}

/** The literal beginnings of a node list; a trailing NUL marks that the text ends there, so that its last word is complete. */
function prefixes(nodes: readonly Node[]): string[] {
  let open = [''];
  const done: string[] = [];
  for (const node of nodes) {
    if (node.type === 'text') open = open.map((prefix) => prefix + node.text);
    else if (node.type === 'blank') open = open.map((prefix) => `${prefix} `);
    else if (node.type === 'choice' && open.length * node.bodies.length <= 24) {
      const inner = node.bodies.map(prefixes);
      const plain = node.bodies.every((body) => body.every((part) => part.type === 'text' || part.type === 'blank'));
      const joined = open.flatMap((prefix) => inner.flat().map((part) => prefix + part.replace(/\0$/, '')));
      if (!plain) return [...done, ...joined];
      open = joined;
    } else if (node.type === 'optional' && open.length <= 12) {
      const plain = node.body.every((part) => part.type === 'text' || part.type === 'blank');
      const inside = open.flatMap((prefix) => prefixes(node.body).map((part) => prefix + part.replace(/\0$/, '')));
      if (plain) open = [...open, ...inside];
      else done.push(...inside);
    } else return [...done, ...open];
    if (open.every((prefix) => /\w+\W+\w+\W/.test(prefix))) return [...done, ...open];
  }
  return [...done, ...open.map((prefix) => `${prefix}\0`)];
}

/** The inverse: a text that the template matches, fields drawn from their kind's samples by `pick(n)` (an index below n). */
export function renderTemplate(
  template: string,
  kinds: Readonly<Record<string, Kind>>,
  pick: (below: number) => number,
): string {
  const render = (list: readonly Node[]): string => list.map(part).join('');
  const part = (node: Node): string => {
    switch (node.type) {
      case 'text':
        return node.text;
      case 'blank':
        return ' ';
      case 'gap':
        return '';
      case 'field': {
        const samples = kinds[node.kind]?.samples ?? ['x'];
        return samples[pick(samples.length)] ?? 'x';
      }
      case 'optional':
        return pick(2) === 0 ? '' : render(node.body);
      case 'choice':
        return render(node.bodies[pick(node.bodies.length)] ?? []);
    }
  };
  return render(parseTemplate(template));
}
