// The finding no-return-traffic: packets leave through the IPsec SA and none come back.
import { rule } from '../../engine/define.ts';

export const noReturnTraffic = rule({
  code: 'no-return-traffic',
  step: 3,
  role: 'cause',
  severity: 'error',
  stops: true,
  title: 'Packets go out encrypted[[ to {peer}]], but not one comes back',
  explanation:
    'Both IPsec SAs exist and this end encrypts, so negotiation is not the problem. Nothing has been decrypted: either the far side never sends a reply ' +
    '(no route back, its NAT or its access list takes the reply, the host is silent), or its ESP packets are lost on the way here. ' +
    'The counters of the other end tell which: if it decrypts but does not encrypt, look behind it; if it encrypts too, ESP is filtered in between.',
  next: [
    {
      command: 'show crypto ipsec sa peer {local}',
      why: 'If decaps grow there, our packets arrive and the reply is missing; if they stay at 0, ESP is lost on the way.',
      where: 'remote',
    },
    {
      command: 'show ip route {ourNetwork}',
      why: 'On the far side: is there a route back to our network, and does it lead into the tunnel?',
      where: 'remote',
      platform: 'ios',
    },
    {
      command: 'packet-tracer input inside icmp <their host> 8 0 <our host> detailed',
      why: 'Shows the phase in which the far side drops the reply: route, NAT, access list or VPN.',
      where: 'remote',
      platform: 'asa',
    },
  ],
  fix: [
    {
      where: 'remote',
      platform: 'ios',
      config: [
        'ip route {ourNetwork} {ourMask} <next hop towards the tunnel>',
        'ip access-list extended <NAT list>',
        ' 5 deny ip {theirNetwork} {theirWildcard} {ourNetwork} {ourWildcard}',
      ],
      why: 'Only where the far side decrypts and sends nothing back: gives its replies a way into the tunnel and keeps NAT from changing them first.',
    },
    {
      where: 'remote',
      platform: 'asa',
      config: [
        'route outside {ourNetwork} {ourMask} <gateway>',
        'nat (inside,outside) source static <theirs> <theirs> destination static <ours> <ours> no-proxy-arp route-lookup',
      ],
      why: 'Only where the far side decrypts and sends nothing back: gives its replies a way into the tunnel and exempts them from translation.',
    },
  ],
  explains: ['idle-timeout', 'overlay-routing-flap'],
  confusable: [
    'esp-blocked',
    'no-outbound-traffic',
    'idle-tunnel',
    'nat-exemption-missing',
    'missing-route',
    'nhrp-registration-failure',
    'mtu-fragmentation',
    'send-errors',
    'ts-narrowed',
  ],
  sources: [
    'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/5409-ipsec-debug-00.html',
    'https://www.rfc-editor.org/rfc/rfc4303',
    'https://www.cisco.com/c/en/us/td/docs/security/asa/asa-cli-reference/I-R/asa-command-ref-I-R/pa-pn-commands.html',
  ],
});
