// Reads `show crypto map` and `show access-lists` as the configuration that they show.
import type { Fact, Rec } from '../../../engine/define.ts';
import type { Capture } from '../../../engine/model.ts';
import { recordsBelow, textOf } from '../values.ts';
import type { Block, Statement } from './model.ts';

/** A value as a line of its own, so that findings point at it. */
const lineOf = (fact: Fact, line: number): Rec => ({
  kind: 'line',
  line,
  start: fact.start,
  end: fact.end,
  fields: {},
  all: [fact],
  children: [],
});

const block = (text: string, rec: Rec, lines: readonly Statement[]): Block => ({
  text,
  words: text.split(' '),
  rec,
  lines,
});
const statement = (text: string, rec: Rec): Statement => ({ text, words: text.split(' '), rec });

/** The lists of `show access-lists`, as the statements that stand in the configuration. An ASA prints what stands behind names below their line. */
export const shownLists = ({ root }: Capture): Block[] => [
  ...recordsBelow(root, 'counters').flatMap((list) =>
    recordsBelow(list, 'counted')
      .filter((rec) => !/\bobject/.test(textOf(rec, 'rule') ?? ''))
      .map((rec) =>
        block(`access-list ${textOf(list, 'acl')} extended ${textOf(rec, 'action')} ${textOf(rec, 'rule')}`, rec, []),
      ),
  ),
  ...recordsBelow(root, 'list').map((rec) =>
    block(
      `ip access-list ${/^standard$/i.test(textOf(rec, 'type') ?? '') ? 'standard' : 'extended'} ${textOf(rec, 'acl')}`,
      rec,
      recordsBelow(rec, 'entry').map((entry) =>
        statement(`${textOf(entry, 'action')} ${textOf(entry, 'rule')?.replace(', wildcard bits', '')}`, entry),
      ),
    ),
  ),
];

/** The next prompt stands right below the command. */
const isUnanswered = ({ kind, typed, closed, startLine, endLine }: Capture): boolean =>
  kind !== 'syslog' && typed !== undefined && closed && endLine - startLine === 1;

/** Without those that print nothing where the device answers other commands with nothing either: the answers were left out of the text. */
export function answeredOnly(captures: readonly Capture[], lists: readonly Capture[]): readonly Capture[] {
  const silent = captures.filter((capture) => isUnanswered(capture) && !lists.includes(capture));
  return lists.filter((list) => !isUnanswered(list) || !silent.some(({ device }) => device === list.device));
}

/** The list that was asked for by name and does not exist: the device printed nothing, and no filter can have taken anything away. */
export function unansweredName(capture: Capture): readonly string[] {
  const name = /\blists? +([^\s|]+) *$/.exec(capture.typed ?? '')?.[1];
  return name !== undefined && isUnanswered(capture) ? [name] : [];
}

/** Maps that the device made itself, for tunnel protection and for clients; and one that some releases test their hardware with. */
const isOwn = (name: string): boolean => /-head-\d+$|^NiStTeSt/.test(name);

export const entriesOf = ({ root }: Capture): Rec[] =>
  recordsBelow(root, 'map').filter((rec) => rec.fields.sequence !== undefined && !isOwn(textOf(rec, 'map') ?? ''));

/** The entries of `show crypto map` with their lists and sets. The mode of a set is not shown. */
export function shownMaps({ root, ...capture }: Capture): Block[] {
  return entriesOf({ root, ...capture }).flatMap((rec) => {
    if (rec.fields.dynamicMap || !/^ipsec-isakmp$/.test(textOf(rec, 'type') ?? '')) return [];
    const facts = (name: string): Fact[] => rec.all.filter((fact) => fact.name === name);
    const say = (name: string, text: (fact: Fact) => string): Statement[] =>
      facts(name).map((fact) => statement(text(fact), lineOf(fact, rec.line)));
    const list = textOf(rec, 'acl');
    const sets = setsOf(rec);
    const lines = [
      ...say('peer', ({ value }) => `set peer ${value}`),
      ...sets
        .slice(0, 1)
        .map(({ fact }) =>
          statement(`set transform-set ${sets.map(({ name }) => name).join(' ')}`, lineOf(fact, rec.line)),
        ),
      ...(rec.fields.pfs?.value === 'Y' && rec.fields.group
        ? [statement(`set pfs ${rec.fields.group.value}`, lineOf(rec.fields.group, rec.line))]
        : []),
      ...(list === undefined ? [] : [statement(`match address ${list}`, lineOf(rec.fields.acl as Fact, rec.line))]),
    ];
    return [
      block(`crypto map ${textOf(rec, 'map')} ${textOf(rec, 'sequence')} ipsec-isakmp`, rec, lines),
      ...(list === undefined
        ? []
        : [
            block(
              `ip access-list extended ${list}`,
              rec,
              say('aclEntry', ({ value }) => value),
            ),
          ]),
      ...sets
        .filter(({ transforms }) => transforms !== '')
        .map(({ name, transforms, fact }) =>
          block(`crypto ipsec transform-set ${name} ${transforms}`, lineOf(fact, rec.line), [
            statement('mode unknown', lineOf(fact, rec.line)),
          ]),
        ),
      ...facts('interface').map((fact) =>
        block(`interface ${fact.value}`, lineOf(fact, rec.line), [
          statement(`crypto map ${textOf(rec, 'map')}`, lineOf(fact, rec.line)),
        ]),
      ),
    ];
  });
}

/** `TS:  { esp-256-aes esp-sha-hmac  }`: in a configuration the length stands behind the cipher. */
function setsOf(rec: Rec): { readonly name: string; readonly transforms: string; readonly fact: Fact }[] {
  const sets: { name: string; transforms: string[]; fact: Fact }[] = [];
  for (const fact of rec.all) {
    if (fact.name === 'transformSet') sets.push({ name: fact.value, transforms: [], fact });
    else if (fact.name === 'encryption' || fact.name === 'integrity')
      sets.at(-1)?.transforms.push(fact.value.replace(/^esp-(\d+)-([a-z]+)$/, 'esp-$2 $1'));
  }
  return sets.map((set) => ({ ...set, transforms: set.transforms.join(' ') }));
}
