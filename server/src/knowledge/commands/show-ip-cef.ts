// The forwarding entry of one destination: show ip cef.
import { command } from '../../engine/define.ts';

export const showIpCef = command({
  id: 'show ip cef',
  aliases: ['show ipv6 cef'],
  options: ['vrf', 'detail', 'internal', 'exact-route'],
  context: true,
  platform: 'ios',
  fingerprints: ['{:ip}/{:count}, epoch {:count}', '%Prefix not found', '% Prefix not found'],
  ignores: ['Prefix Next Hop Interface'],
  records: {
    entry: {
      opens: [
        '{prefix:ip}/{length:count}, epoch {:text}',
        '{prefix:ip}/{length:count} {via:ip} {interface:interface}',
        '{prefix:ip}/{length:count} {state:cefState}',
        '{prefix:ip}/{length:count}',
      ],
      cells: [
        'nexthop {via:ip} {interface:interface} unusable: {unusable:phrase}',
        'nexthop {via:ip} {interface:interface}',
        'attached to {interface:interface}',
        'recursive via {recursive:ip}[[/{:count}]]',
        '{state:cefState}',
      ],
    },
    missing: { opens: ['%Prefix not {reason:state}', '% Prefix not {reason:state}'] },
  },
  means:
    'How packets for one destination are really forwarded. "no route", "drop" or "unresolved" means that they are not.',
  fields: {
    prefix: 'Destination',
    via: 'Next hop',
    interface: 'Interface the packets leave by',
    state: 'What happens to the packets',
  },
  sources: ['https://www.cisco.com/c/en/us/support/docs/routers/12000-series-routers/47321-ciscoef.html'],
});
