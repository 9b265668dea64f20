// The finding plaintext-received: packets that should have been encrypted arrive in the clear.
import { rule } from '../../engine/define.ts';

export const plaintextReceived = rule({
  code: 'plaintext-received',
  step: 3,
  role: 'cause',
  severity: 'error',
  title: 'Packets[[ from {peer}]] arrive in the clear although they should be encrypted[[ ({protocol})]]',
  explanation:
    'This end holds a policy that says: between these two addresses only IPsec. A packet that fits the policy came without it and was dropped. So the sender does not protect this traffic: its tunnel ' +
    'protection or crypto map is missing, its access list is not the mirror of ours, or it sends around the tunnel. GRE (protocol 47) in the clear nearly always means that tunnel protection is missing there.',
  reasons: {
    multicast: {
      title:
        'Multicast[[ from {peer}]] arrives in the clear, and the crypto access list here covers it[[ ({protocol})]]',
      explanation:
        'The access list of this crypto map covers packets to a multicast address, such as the hellos of a routing protocol. So they have to arrive encrypted and are dropped when they do not, and ' +
        'the neighbour is lost. A crypto map protects unicast only: the peer cannot send them otherwise. Routing protocols run through GRE, whose packets are unicast, or through a tunnel interface with protection. Only a GETVPN group encrypts multicast: there the sender has not registered.',
    },
  },
  next: [
    {
      command: 'show access-lists',
      why: 'Which entry of the crypto access list covers the routing protocol?',
      where: 'local',
      answers: ['multicast'],
    },
    {
      command: 'show crypto ipsec sa peer {local}',
      why: 'On the sender: is there an SA whose selectors cover this traffic at all?',
      where: 'remote',
    },
    {
      command: 'show running-config interface Tunnel<n>',
      why: 'On the sender: is tunnel protection configured?',
      where: 'remote',
      platform: 'ios',
      answers: ['gre'],
    },
    {
      command: 'show crypto ipsec sa peer {local}',
      why: 'On the sender: is there an SA for GRE between the two addresses?',
      where: 'remote',
      platform: 'ios',
      answers: ['gre'],
    },
    {
      command: 'show crypto map',
      why: 'On the sender: is the map applied and its access list the mirror of ours?',
      where: 'remote',
      platform: 'ios',
    },
    {
      command: 'show running-config crypto map',
      why: 'On the sender: is the map applied and its access list the mirror of ours?',
      where: 'remote',
      platform: 'asa',
    },
  ],
  fix: [
    {
      where: 'local',
      platform: 'ios',
      answers: ['multicast'],
      config: ['ip access-list extended <crypto list>', ' no permit <routing protocol> any any'],
      why: 'The neighbour comes back, in the clear.',
    },
    {
      where: 'either',
      platform: 'ios',
      answers: ['multicast'],
      config: [
        'ip access-list extended <crypto list>',
        ' permit gre host <our outside address> host <their outside address>',
      ],
      why: 'Encrypts a GRE tunnel between the two ends, and with it all that runs through it; the map belongs on the outside interface.',
    },
    {
      where: 'remote',
      platform: 'ios',
      answers: ['gre'],
      config: ['interface Tunnel<n>', ' tunnel protection ipsec profile <profile>'],
      why: 'Protects the GRE packets of that tunnel.',
    },
    {
      where: 'remote',
      platform: 'ios',
      config: [
        'crypto map <map> <number> ipsec-isakmp',
        ' match address <mirror of our list>',
        'interface <outside>',
        ' crypto map <map>',
      ],
      why: 'Makes the sender encrypt exactly what we expect encrypted.',
    },
    {
      where: 'remote',
      platform: 'asa',
      config: ['crypto map <map> <seq> match address <mirror of our list>', 'crypto map <map> interface outside'],
      why: 'Makes the sender encrypt exactly what we expect encrypted.',
    },
  ],
  explains: ['nhrp-registration-failure', 'overlay-routing-flap', 'dpd-failure'],
  confusable: ['nhrp-registration-failure', 'tunnel-mode-mismatch', 'crypto-map-not-matched'],
  sources: [
    'https://www.cisco.com/c/en/us/td/docs/security/asa/syslog/b_syslog/syslogs4.html',
    'https://www.rfc-editor.org/rfc/rfc4301#section-5.2',
  ],
});
