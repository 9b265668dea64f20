// Door for browsers without an editor: the standalone page, a text on the left, its diagnosis on the right.
import { createEngine } from './engine/index.ts';
import type { Analysis, Finding } from './engine/model.ts';
import { normalise } from './engine/normalise.ts';
import { catalogue } from './knowledge/index.ts';
import { visible } from './report/escape.ts';
import { markdownReport } from './report/markdown.ts';
import { redact } from './report/redact.ts';
import { maskLine } from './report/secrets.ts';
import { evidencePlaces, type Place, printableLine } from './report/source.ts';
import {
  CERTAINTY_NAMES,
  checklist,
  clip,
  firstOf,
  ranked,
  rankedTunnels,
  STATUS_NAMES,
  STEP_NAMES,
  sideOf,
  WHERE_NAMES,
} from './report/words.ts';

/** A capture to try it with: the build puts it in. */
declare const SAMPLE: string;

/** Nobody reads a thousand sections. */
const MOST = 30;
const MOST_LINES = 8;
/** The page answers while a long text is read: so long it works at a time, so long it waits for the next key. */
const WORK_MS = 12;
const PAUSE_MS = 120;

const engine = createEngine(catalogue);
const input = byId('text') as HTMLTextAreaElement;
const report = byId('report');
const told = byId('told') as HTMLOutputElement;
const file = byId('file') as HTMLInputElement;

let latest: Analysis | undefined;
let waiting: ReturnType<typeof setTimeout> | undefined;

input.addEventListener('input', () => {
  told.value = '';
  clearTimeout(waiting);
  waiting = setTimeout(diagnose, PAUSE_MS);
});
byId('open').addEventListener('click', () => file.click());
file.addEventListener('change', async () => {
  const [chosen] = file.files ?? [];
  if (chosen) await open(chosen);
  file.value = '';
});
input.addEventListener('dragover', (event) => {
  if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
});
input.addEventListener('drop', (event) => {
  const [dropped] = event.dataTransfer?.files ?? [];
  if (!dropped) return;
  event.preventDefault();
  void open(dropped);
});
byId('sample').addEventListener('click', () => show(SAMPLE));
byId('clear').addEventListener('click', () => show(''));
byId('copy-report').addEventListener('click', () => {
  const analysis = engine.analyse(input.value);
  return copy(markdownReport([{ file: 'pasted text', analysis }]), 'The report is copied, as Markdown.');
});
byId('copy-redacted').addEventListener('click', () =>
  copy(redact(normalise(input.value).text, Math.random), 'The text is copied, without addresses, names and secrets.'),
);
void diagnose();

function show(text: string): void {
  input.value = text;
  input.setSelectionRange(0, 0);
  input.focus();
  void diagnose();
}

async function open(chosen: Blob): Promise<void> {
  try {
    show(decode(new Uint8Array(await chosen.arrayBuffer())));
  } catch {
    told.value = 'The file cannot be read.';
  }
}

/** As the command line does: UTF-16 and UTF-8 are told by their marks and their form, the rest is read as Latin-1. */
function decode(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('latin1').decode(bytes);
  }
}

async function copy(text: string, done: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    told.value = done;
  } catch {
    told.value = 'The browser refused to copy.';
  }
}

/** Reads the text in steps; a newer text ends the reading of an older one. */
async function diagnose(): Promise<void> {
  const text = input.value;
  const steps = engine.steps(text, latest);
  for (let pause = performance.now() + WORK_MS; ; ) {
    const { done, value } = steps.next();
    if (done) {
      latest = value;
      report.replaceChildren(...diagnosis(value));
      report.scrollTop = 0;
      return;
    }
    if (performance.now() < pause) continue;
    await new Promise((resolve) => setTimeout(resolve));
    if (input.value !== text) return;
    pause = performance.now() + WORK_MS;
  }
}

function diagnosis(analysis: Analysis): readonly Node[] {
  if (analysis.text.trim() === '') return [element('p', 'facts', 'The diagnosis appears here.')];
  const { verdict } = analysis;
  const findings = ranked(analysis);
  const faults = firstOf(
    findings.filter(({ role }) => role !== 'context'),
    MOST,
  );
  const context = findings.filter(({ role }) => role === 'context').slice(0, MOST);
  const tunnels = firstOf(rankedTunnels(analysis), MOST);
  // The first finding may say the same again.
  const said = findings.some(({ title }) => `${title}.` === verdict.summary);
  return [
    element('h2', verdict.status, `${STATUS_NAMES[verdict.status]}${verdict.primary ? `: ${verdict.primary}` : ''}`),
    ...(said ? [] : [element('p', '', say(verdict.summary))]),
    ...faults.shown.flatMap((finding) => findingSection(analysis, finding)),
    ...left(faults.left, 'findings'),
    ...(context.length === 0 ? [] : [element('h2', '', 'Also noted')]),
    ...context.flatMap((finding) => [
      element('p', '', element('code', '', finding.code), ` ${say(finding.title)}`),
      ...evidence(analysis, finding).slice(0, 1),
    ]),
    ...tunnels.shown.flatMap((tunnel) => tunnelSection(analysis, tunnel)),
    ...left(tunnels.left, 'tunnels'),
  ];
}

const left = (count: number, what: string): readonly Node[] =>
  count === 0 ? [] : [element('p', 'facts', `… and ${count} more ${what}`)];

function findingSection(analysis: Analysis, finding: Finding): readonly Node[] {
  const { code, severity, certainty, tunnel, count, attributes, candidates, next, fix, sources } = finding;
  const facts = [
    severity,
    CERTAINTY_NAMES[certainty],
    sideOf(finding),
    ...(tunnel === undefined ? [] : [`tunnel ${visible(tunnel)}`]),
    ...(count > 1 ? [`${count} times`] : []),
  ];
  return [
    element('h3', severity, say(finding.title)),
    element('p', 'facts', element('code', '', code), ` · ${facts.join(' · ')}`),
    ...evidence(analysis, finding),
    element('p', '', say(finding.explanation)),
    ...(attributes.length === 0
      ? []
      : [
          table(
            ['Attribute', 'This device', 'Peer'],
            attributes.map(({ name, local, remote }) => [say(name), say(local), say(remote)]),
          ),
        ]),
    ...(candidates.length === 0
      ? []
      : [
          element('p', '', 'It may be, best first:'),
          element('ol', '', ...candidates.map((each) => element('li', '', `${each.code}: ${say(each.why)}`))),
        ]),
    ...next.flatMap(({ command, why, where }) => [
      element('p', '', element('b', '', `Next, ${WHERE_NAMES[where]}: `), say(why)),
      element('pre', '', say(command)),
    ]),
    ...fix.flatMap(({ config, why, where }) => [
      element('p', '', element('b', '', `Fix, ${WHERE_NAMES[where]}: `), say(why)),
      element('pre', '', config.map(say).join('\n')),
    ]),
    ...(sources.length === 0
      ? []
      : [element('p', 'facts', 'Sources: ', ...sources.flatMap((source, at) => [at > 0 ? ', ' : '', link(source)]))]),
  ];
}

/** The lines that prove it, each once; a click or Enter selects the place in the text. */
function evidence(analysis: Analysis, { evidence: spans, severity }: Finding): readonly Node[] {
  const places = evidencePlaces(analysis, spans).filter(
    (place, at, all) => all.findIndex(({ line }) => line === place.line) === at,
  );
  return [
    ...places.slice(0, MOST_LINES).map((place) => evidenceLine(analysis, place, severity)),
    ...left(Math.max(0, places.length - MOST_LINES), 'lines'),
  ];
}

function evidenceLine(analysis: Analysis, place: Place, severity: Finding['severity']): Node {
  const { text, start, end } = clip(printableLine(analysis, place.line - 1), place.startCharacter, place.endCharacter);
  const button = element(
    'button',
    'evidence',
    element('b', '', `${place.line} | `),
    visible(text.slice(0, start)),
    element('mark', severity, visible(text.slice(start, end))),
    visible(text.slice(end)),
  ) as HTMLButtonElement;
  button.type = 'button';
  button.title = 'Show in the text';
  button.addEventListener('click', () => {
    const from = (analysis.lineStarts[place.line - 1] ?? 0) + place.startCharacter;
    select(from, from + place.endCharacter - place.startCharacter, place.line);
  });
  return button;
}

function select(start: number, end: number, line: number): void {
  const height = Number.parseFloat(getComputedStyle(input).lineHeight);
  input.focus();
  input.setSelectionRange(start, end);
  input.scrollTop = Math.max(0, (line - 1) * height - input.clientHeight / 3);
}

function tunnelSection(analysis: Analysis, tunnel: Analysis['tunnels'][number]): readonly Node[] {
  const rows = checklist(analysis, tunnel).map(({ step, status, why, lines }) => [
    `${step}. ${STEP_NAMES[step]}`,
    element('span', status, status),
    `${say(why)}${lines.length === 0 ? '' : ` (line ${lines.slice(0, 4).join(', ')}${lines.length > 4 ? ' …' : ''})`}`,
  ]);
  return [element('h2', '', `Tunnel ${say(tunnel.id)}`), table(['Step', 'Result', 'Why'], rows)];
}

function table(head: readonly string[], rows: readonly (readonly (Node | string)[])[]): Node {
  return element(
    'table',
    '',
    element('tr', '', ...head.map((cell) => element('th', '', cell))),
    ...rows.map((cells) => element('tr', '', ...cells.map((cell) => element('td', '', cell)))),
  );
}

/** Only addresses of our own knowledge become links. */
function link(source: string): Node | string {
  if (!/^https:\/\/[^\s<>"]+$/.test(source)) return say(source);
  const anchor = element('a', '', source) as HTMLAnchorElement;
  anchor.href = source;
  anchor.target = '_blank';
  anchor.rel = 'noreferrer';
  return anchor;
}

/** Texts become text nodes: what was pasted is never read as markup. */
function element(name: string, className: string, ...children: readonly (Node | string)[]): HTMLElement {
  const made = document.createElement(name);
  if (className) made.className = className;
  made.append(...children);
  return made;
}

function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no ${id}`);
  return found;
}

/** Foreign text: no secret, no control character. */
function say(text: string): string {
  return visible(maskLine(text));
}
