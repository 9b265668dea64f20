// Judges what `show crypto map` says of itself: entries that the device marks as incomplete, maps that stand on no interface.
import { type Detector, detector, type Fix, type Rec, type Report } from '../../../engine/define.ts';
import type { Capture, Model } from '../../../engine/model.ts';
import { listsIpsec } from '../up.ts';
import { capturesOf, isUnfiltered, recordsBelow, sameDevice, textOf } from '../values.ts';
import { incompleteEntry, unappliedMap } from './map-gaps.ts';
import { configsOf } from './model.ts';
import { entriesOf } from './shown-maps.ts';

export const shownMapStates: Detector = detector({
  id: 'shown-map-states',
  codes: ['crypto-map-not-matched'],
  run: (model, report) => {
    for (const capture of capturesOf(model.captures, 'show crypto map')) {
      const entries = entriesOf(capture);
      for (const rec of entries) incomplete(model, capture, rec, report);
      unapplied(model, capture, entries, report);
    }
  },
});

/** The device itself marks an entry that lacks its peer or its list. */
function incomplete(model: Model, capture: Capture, rec: Rec, report: Report): void {
  const { warning } = rec.fields;
  if (!warning || !/incomplete/i.test(warning.value)) return;
  const name = `${textOf(rec, 'map')} ${textOf(rec, 'sequence')}`;
  const list = textOf(rec, 'acl');
  const lacks = !rec.fields.peer
    ? 'no peer is set'
    : list === undefined
      ? 'no access list says what to protect'
      : `the access list ${list} that it names is not defined`;
  const told = list !== undefined && isMissing(model, capture, list);
  report({
    code: 'crypto-map-not-matched',
    certainty: 'certain',
    ...(told ? { role: 'symptom' as const } : {}),
    side: 'local',
    evidence: [model.evidence(warning, told ? 'symptom' : 'cause')],
    peer: textOf(rec, 'peer'),
    ...incompleteEntry(name, lacks, rec.fields.peer ? 'match address <access list>' : 'set peer <address>', false),
    ...(list === undefined ? {} : { fix: [defining(list)] }),
  });
}

const defining = (list: string): Fix => ({
  where: 'local',
  platform: 'ios',
  config: [`ip access-list extended ${list}`, ' permit ip <our network> <wildcard> <their network> <wildcard>'],
  why: 'The entry names this list, so it is what is missing; or the name in the entry is misspelt.',
});

/** The configuration of the device names this list too and does not define it: then the name is what is wrong. */
const isMissing = (model: Model, { device }: Capture, list: string): boolean =>
  configsOf(model).some(
    (config) =>
      config.whole &&
      sameDevice(config.device, device) &&
      config.references.some(({ kind, name }) => kind === 'access list' && name === list) &&
      !config.defined.get('access list')?.has(list),
  );

/** The list of interfaces stands at the end of each map. None of several proves little, and where the text ends there, it may have been cut. */
function unapplied(model: Model, capture: Capture, entries: readonly Rec[], report: Report): void {
  const listed = entries.find((rec) => rec.fields.usedMap !== undefined);
  const used = listed?.fields.usedMap;
  const anywhere = recordsBelow(capture.root, 'map').some((rec) => rec.fields.interface !== undefined);
  const goesOn = model.captures.some(({ startLine }) => startLine >= capture.endLine);
  const works = model.tunnels.some((tunnel) => sameDevice(tunnel.device, capture.device) && listsIpsec(tunnel));
  // It was applied, or put onto its interface, after the output.
  const applied = configsOf(model).some(
    ({ device, appliedMaps }) => sameDevice(device, capture.device) && appliedMaps.has(used?.value ?? ''),
  );
  if (!used || !capture.closed || anywhere || works || applied || !isUnfiltered(capture)) return;
  report({
    code: 'crypto-map-not-matched',
    certainty: goesOn ? 'certain' : 'likely',
    side: 'local',
    evidence: [model.evidence(used, 'cause')],
    peer: textOf(listed as Rec, 'peer'),
    ...unappliedMap(used.value, false),
  });
}
