// Judges the sessions of a site that an ASA logs as ending again and again after a few minutes.
import type { Report } from '../../../engine/define.ts';
import type { Model, Occurrence } from '../../../engine/model.ts';
import { asaEndings } from '../../messages/asa-endings.ts';
import { fieldOf, groupBy, isAddress } from '../values.ts';
import { secondsOf } from './ikev1.ts';
import { evidence } from './log-lines.ts';

/** A site's sessions that last this long or less, and at least so many of them, are no orderly life. */
const shortSession = 15 * 60;
const manySessions = 3;

/** The sessions of a site end again and again after a few minutes, and not because they were idle. */
export function flapping(model: Model, report: Report): void {
  const told = shortSessions(model);
  const ended = told.length > 0 ? told : shortSas(model);
  for (const [, group] of groupBy(ended, (line) => fieldOf(line, 'peer') ?? '')) {
    if (group.length < manySessions) continue;
    report({
      code: 'sa-flapping',
      certainty: 'certain',
      side: 'unknown',
      peer: fieldOf(group[0], 'peer'),
      evidence: evidence(model, group),
      count: group.length,
      values: { count: String(group.length) },
    });
  }
}

/** 113019 says how long each session lasted. */
function shortSessions(model: Model): Occurrence[] {
  const unremarkable = ['idle', 'administrator', 'time'];
  return asaEndings
    .filter(({ id }) => !unremarkable.includes(id))
    .flatMap(({ id }) => model.occurrences(`asa.113019.${id}`))
    .filter(
      (line) =>
        /lan/i.test(fieldOf(line, 'type') ?? '') && (secondsOf(fieldOf(line, 'duration')) ?? Infinity) <= shortSession,
    )
    .filter((line) => (secondsOf(fieldOf(line, 'duration')) ?? 0) > 0)
    .sort((a, b) => a.start - b.start);
}

/**
 * 750006 and 750007 say when an IKEv2 SA came up and went. A site goes by its address or by a group; people come and go as they like. What comes up
 * a good while after the last time was not wanted in between.
 */
function shortSas(model: Model): Occurrence[] {
  const isSite = (line: Occurrence): boolean => {
    const user = fieldOf(line, 'user') ?? '';
    return isAddress(user) || /L2L/i.test(user);
  };
  const soon = shortSession * 1000;
  const ended: Occurrence[] = [];
  const up = new Map<string | undefined, number>();
  const down = new Map<string | undefined, number>();
  for (const { line, time } of timed(model, 'asa.750006', 'asa.750007').filter(({ line }) => isSite(line))) {
    const peer = fieldOf(line, 'peer');
    const since = up.get(peer);
    const byHand = /application|admin/i.test(fieldOf(line, 'reason') ?? '');
    if (line.message.id === 'asa.750006') {
      if (time - (down.get(peer) ?? time) <= soon) up.set(peer, time);
    } else {
      if (since !== undefined && time - since <= soon && !byHand) ended.push(line);
      up.delete(peer);
      down.set(peer, time);
    }
  }
  return ended;
}

/** The lines of some messages that bear a time, the earliest first. */
const timed = (model: Model, ...ids: readonly string[]): { readonly line: Occurrence; readonly time: number }[] =>
  ids
    .flatMap((id) => model.occurrences(id))
    .flatMap((line) => (line.time === undefined ? [] : [{ line, time: line.time }]))
    .sort((a, b) => a.time - b.time || a.line.start - b.line.start);
