// Connections of strongSwan, the other end of many tunnels: ipsec.conf, and swanctl.conf with its braces.
import { command, type Rec, type Source } from '../../engine/define.ts';
import { add, type Line, linesOf, record } from './lines.ts';

/** What both files say in other words, under the words of swanctl.conf. */
const names: Readonly<Record<string, string>> = {
  left: 'local_addrs',
  right: 'remote_addrs',
  leftsubnet: 'local_ts',
  rightsubnet: 'remote_ts',
  keyexchange: 'version',
  ike: 'proposals',
  esp: 'esp_proposals',
  also: 'also',
};
const known = new Set(Object.values(names));

const opening = /^([\w.@-]{1,80}) ?\{$/;
const setting = /^(\w{2,40}) {0,20}= {0,20}(\S.*)$/;

function read(source: Source): Rec {
  const from = source.lineStart(source.firstLine);
  const root: Rec = { kind: '', line: source.firstLine, start: from, end: from, fields: {}, all: [], children: [] };
  /** The records that the braces, or the last `conn`, opened; undefined for a section of another kind. */
  let open: (Rec | undefined)[] = [];
  let sections: string[] = [];
  for (const line of linesOf(source)) {
    const conn = /^conn (\S+)$/.exec(line.text)?.[1];
    const section = opening.exec(line.text)?.[1];
    if (conn !== undefined) {
      open = [connection('conn', root, line, conn)];
      sections = [];
    } else if (section !== undefined) {
      const parent = sections.at(-1);
      const above = open.findLast((rec) => rec !== undefined);
      open.push(
        parent === 'connections' || parent === 'children'
          ? connection('connection', above ?? root, line, section)
          : undefined,
      );
      sections.push(section);
    } else if (line.text === '}') {
      open.pop();
      sections.pop();
    } else addSetting(root, open.at(-1), line);
  }
  return root;
}

function connection(kind: string, above: Rec, line: Line, name: string): Rec {
  const rec = record(kind, line);
  add(rec, line, 'name', 'name', name, line.text.indexOf(name));
  above.children.push(rec);
  return rec;
}

function addSetting(root: Rec, rec: Rec | undefined, line: Line): void {
  const [, word = '', rest = ''] = setting.exec(line.text) ?? [];
  const name = names[word] ?? word;
  if (!rec || !known.has(name)) return;
  const value = rest.replace(/#.*$/, '').trim();
  add(rec, line, name, 'text', value, line.text.length - rest.length);
  rec.end = line.end;
  root.end = line.end;
}

export const strongswanConnections = command({
  id: 'strongswan connections',
  kind: 'config',
  context: true,
  fingerprints: ['conn {:word}{:eol}', 'connections \\{{:eol}'],
  records: {},
  read,
  means: 'The connections of strongSwan: what the other end of a tunnel is set to, where that is a Linux gateway.',
  sources: ['https://docs.strongswan.org/docs/latest/config/logging.html'],
});
