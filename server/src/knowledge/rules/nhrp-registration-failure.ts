// The finding nhrp-registration-failure: a spoke does not get registered with its next-hop server.
import { rule } from '../../engine/define.ts';

export const nhrpRegistrationFailure = rule({
  code: 'nhrp-registration-failure',
  step: 3,
  role: 'cause',
  severity: 'error',
  title: 'NHRP registration[[ with {peer}]] fails[[: {why}]]',
  explanation:
    'A spoke tells the hub which outside address belongs to its tunnel address by an NHRP registration. Without it the hub cannot send anything back, and no routing neighbour appears. ' +
    'When the DMVPN state is NHRP, encryption works and only this step is missing. The usual reasons: the NHRP authentication strings differ, the next-hop server address is missing or wrong, NHRP is not enabled on the hub tunnel ' +
    '(no network-id), the tunnel keys differ, or the request never arrives (ESP filtered). Different network-id numbers alone are no fault: they count only inside one router.',
  reasons: {
    unique: {
      title: 'NHRP registration[[ with {peer}]] fails: the hub holds this tunnel address with another outside address',
      explanation:
        'A spoke registers its outside address as unique, so the hub keeps the first one until its hold time is over and refuses any other. That happens when the outside address of the spoke has changed (a dial-up or mobile line), or when two spokes are configured with the same tunnel address.',
    },
  },
  next: [
    {
      command: 'show running-config interface Tunnel<n>',
      why: 'Compare "ip nhrp authentication" on hub and spoke, letter by letter.',
      where: 'either',
      platform: 'ios',
      answers: ['authentication'],
    },
    {
      command: 'show ip nhrp',
      why: 'On the hub: which outside address does it hold for the tunnel address of the spoke, and until when?',
      where: 'either',
      platform: 'ios',
      answers: ['unique'],
    },
    {
      command: 'show running-config | section interface Tunnel',
      why: 'Which tunnel of this router has no "ip nhrp network-id"? NHRP is off there.',
      where: 'local',
      platform: 'ios',
      answers: ['network-id'],
    },
    {
      command: 'show running-config | section interface Tunnel',
      why: 'Which tunnel address has the hub, and which one does "ip nhrp nhs" of the spoke name?',
      where: 'either',
      platform: 'ios',
      answers: ['nhs-missing'],
    },
    {
      command: 'show ip nhrp nhs detail',
      why: 'On the spoke: RE means answered, E alone means requests without reply.',
      where: 'local',
      platform: 'ios',
    },
    {
      command: 'show crypto ipsec sa peer {local} | include caps',
      why: 'On the hub: decaps at 0 means that ESP is blocked; growing decaps with no encaps means that the hub refuses or ignores the request.',
      where: 'remote',
      platform: 'ios',
    },
    {
      command: 'debug nhrp packet',
      why: 'On the hub: shows whether the request arrives and why it is refused.',
      where: 'remote',
      platform: 'ios',
    },
  ],
  fix: [
    {
      where: 'either',
      platform: 'ios',
      answers: ['authentication'],
      config: ['interface Tunnel<n>', ' ip nhrp authentication <same string on both ends>'],
      why: 'Up to eight characters, the same on all routers of the cloud.',
    },
    {
      where: 'either',
      platform: 'ios',
      answers: ['unique'],
      config: ['interface Tunnel<n>', ' ip nhrp registration no-unique'],
      why: 'On the spoke, where its outside address changes: then a new registration replaces the old one. On the hub, clear ip nhrp <tunnel address> frees it at once. Two spokes with one tunnel address print the same: look for that first.',
    },
    {
      where: 'local',
      platform: 'ios',
      answers: ['network-id'],
      config: ['interface Tunnel<n>', ' ip nhrp network-id <n>'],
      why: 'Switches NHRP on. Any number will do: it counts only inside this router.',
    },
    {
      where: 'either',
      platform: 'ios',
      answers: ['nhs-missing'],
      config: ['interface Tunnel<n>', ' ip nhrp nhs <hub tunnel address> nbma <hub outside address> multicast'],
      why: 'On the spoke: asks the hub under the address of its tunnel interface. Take away the line that names another.',
    },
    {
      where: 'either',
      platform: 'ios',
      config: [
        'interface Tunnel<n>',
        ' ip nhrp network-id <n>',
        ' ip nhrp authentication <same string on both ends>',
        ' ip nhrp nhs <hub tunnel address> nbma <hub outside address> multicast',
      ],
      why: 'These three lines carry a registration; compare them on both ends, with the tunnel key.',
    },
    {
      where: 'either',
      platform: 'asa',
      config: ['! an ASA does not take part in DMVPN; let ESP and UDP 500/4500 pass between the routers'],
      why: 'On a firewall between hub and spoke only the path matters.',
    },
  ],
  explains: [
    'nhrp-registration-failure',
    'no-return-traffic',
    'no-outbound-traffic',
    'overlay-routing-flap',
    'nhrp-resolution-failure',
    'idle-tunnel',
  ],
  confusable: [
    'no-return-traffic',
    'esp-blocked',
    'plaintext-received',
    'tunnel-key-mismatch',
    'nhrp-resolution-failure',
    'nhrp-multicast-map-missing',
    'phase1-not-established',
    'phase2-not-established',
  ],
  sources: [
    'https://www.rfc-editor.org/rfc/rfc2332',
    'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/111976-dmvpn-troubleshoot-00.html',
  ],
});
