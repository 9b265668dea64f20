// Outputs that say in which VRF the interfaces of a device lie: show ip vrf interfaces, show vrf.
import { command } from '../../engine/define.ts';

const sources = [
  'https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/sec_conn_ikevpn/configuration/xe-16/sec-ike-for-ipsec-vpns-xe-16-book/sec-vrf-aware-ipsec.html',
];
const fields = {
  vrf: 'The VRF in which the interface lies: clear packets that come from there are routed in its table.',
};

export const vrfInterfaces = command({
  id: 'show ip vrf interfaces',
  platform: 'ios',
  context: true,
  fingerprints: ['Interface IP-Address VRF Protocol'],
  ignores: ['Interface IP-Address VRF Protocol'],
  records: {
    interface: {
      opens: [
        '{interface:interface} {address:ip} {vrf:vrf} {protocol:linkState}',
        '{interface:interface} {address:name} {vrf:vrf} {protocol:linkState}',
      ],
    },
  },
  means: 'The interfaces that lie in a VRF, with their addresses.',
  fields: { ...fields, protocol: 'Whether the interface can carry packets.' },
  health: (field, value) => (field === 'protocol' ? (value === 'up' ? 'good' : 'bad') : undefined),
  sources,
});

export const vrfs = command({
  id: 'show vrf',
  platform: 'ios',
  context: true,
  aliases: ['show ip vrf'],
  fingerprints: ['Name Default RD[[ Protocols]] Interfaces'],
  ignores: ['Name Default RD[[ Protocols]] Interfaces'],
  records: {
    vrf: {
      opens: ['{vrf:vrf} {rd:distinguisher}[[ ((ipv4,ipv6|ipv4|ipv6))]][[ {interface:interface}]]'],
    },
    // Not below the VRF: a name of a VRF looks like one of an interface, and would be taken for one more of these.
    member: { opens: ['{interface:interface}'] },
  },
  means: 'The VRFs of a device and the interfaces that lie in each.',
  fields,
  sources,
});
