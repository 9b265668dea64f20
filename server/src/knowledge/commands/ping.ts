// The output of ping on IOS and ASA.
import { command } from '../../engine/define.ts';
import { eachRecord } from './shared.ts';

export const ping = command({
  id: 'ping',
  kind: 'ping',
  context: true,
  fingerprints: [
    'Sending {:count}, {:count}-byte ICMP Echos to {:host}',
    'Sending {:count}, [{:count}..{:count}]-byte ICMP Echos to {:host}',
    'Success rate is {:count} percent ({:count}/{:count})',
  ],
  ignores: ['Type escape sequence to abort[[.]]', 'Packet has IP options: {:text}', 'Sweep range {:text}'],
  records: {
    test: {
      opens: [
        'Sending {sent:count}, {size:count}-byte ICMP Echos to {destination:host}, timeout is {timeout:count} ((seconds|second))',
        'Sending {sent:count}, {size:count}-byte ICMP Echos to {destination:host}',
        'Sending {sent:count}, [{size:count}..{sizeTo:count}]-byte ICMP Echos to {destination:host}, timeout is {timeout:count} ((seconds|second))',
      ],
      cells: [
        'Packet sent with a source address of {source:ip}',
        'Packet sent with the {df:state} bit set',
        'Success rate is {percent:count} percent ({received:count}/{of:count}), round-trip min/avg/max = {:word} ((ms|msec))',
        'Success rate is {percent:count} percent ({received:count}/{of:count})',
        '{marks:pingMarks}',
      ],
    },
  },
  means:
    'Whether echo requests are answered. "!" is an answer, "." none in time, "U" unreachable, "M" too large, "?" unknown. One or two lost at first are normal while a tunnel is built.',
  fields: {
    destination: 'Address that was pinged',
    source: 'Source address of the packets: only one that matches the crypto access list tests the tunnel',
    df: 'The packets may not be fragmented',
    percent: 'Share of answered packets',
    marks: 'One mark per packet: ! answer, . no answer, U unreachable, M too large for the path',
  },
  contribute: (root, draft) => eachRecord(root, 'test', ({ fields: { source } }) => source && draft.own(source)),
  health: (field, value) =>
    field === 'percent' ? (Number(value) === 0 ? 'bad' : Number(value) >= 50 ? 'good' : 'waiting') : undefined,
  sources: [
    'https://www.cisco.com/c/en/us/support/docs/ios-nx-os-software/ios-software-releases-121-mainline/12778-ping-traceroute.html',
  ],
});
