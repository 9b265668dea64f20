// Packets that an ASA dropped, by reason: show asp drop.
import { command, type Rec, type Source } from '../../engine/define.ts';
import { addGroups, linesOf, record } from './lines.ts';

const row = /^(?<what>[^()]{2,120}?)\s{1,40}\((?<name>[a-z][a-z0-9-]{2,60})\)\s{1,60}(?<packets>\d{1,20})$/d;

function read(source: Source): Rec {
  const from = source.lineStart(source.firstLine);
  const root: Rec = { kind: '', line: source.firstLine, start: from, end: from, fields: {}, all: [], children: [] };
  for (const line of linesOf(source)) {
    root.end = line.end;
    const match = row.exec(line.text);
    if (!match) continue;
    const rec = record('drop', line);
    addGroups(rec, line, match, { what: 'phrase', name: 'name', packets: 'count' });
    root.children.push(rec);
  }
  return root;
}

export const showAspDrop = command({
  id: 'show asp drop',
  platform: 'asa',
  context: true,
  options: ['frame', 'flow'],
  fingerprints: ['Frame drop:{:eol}', 'Flow drop:{:eol}'],
  records: {},
  read,
  means:
    'Packets and flows that the ASA dropped, by reason, since the counters were cleared. "ipsec-spoof" are clear packets that should have come encrypted; "tunnel-pending" are normal while a tunnel comes up.',
  fields: { name: 'Reason', packets: 'How many, since the counters were cleared' },
  sources: ['https://www.cisco.com/c/en/us/td/docs/security/asa/asa-cli-reference/show_asp_drop/show_asp_drop.html'],
});
