// The finding no-outbound-traffic: packets of the peer are decrypted, but this end sends nothing into the tunnel.
import { rule } from '../../engine/define.ts';

export const noOutboundTraffic = rule({
  code: 'no-outbound-traffic',
  step: 3,
  role: 'cause',
  severity: 'error',
  stops: true,
  title: 'Packets[[ from {peer}]] are decrypted, but this end sends nothing into the tunnel',
  explanation:
    'The tunnel delivers, so keys, selectors and the path towards this end are fine. What is missing is the reply: it never reaches the encryption step of this device. ' +
    'Usual reasons are a route for the remote network that does not lead out through the crypto interface or tunnel, NAT that changes the source address before encryption, ' +
    'another crypto access list that catches the packets first, or a host that does not answer (its own firewall, wrong default gateway).',
  next: [
    {
      command: 'show ip route {theirNetwork}',
      why: 'Does the remote network leave by the interface with the crypto map or by the tunnel?',
      where: 'local',
      platform: 'ios',
    },
    {
      command: 'show ip nat translations | include {ourNetwork}',
      why: 'A translation for this flow means that NAT takes it before encryption.',
      where: 'local',
      platform: 'ios',
    },
    {
      command: 'packet-tracer input inside icmp <our host> 8 0 <their host> detailed',
      why: 'Names the step that takes the reply away: route, NAT, access list or another tunnel.',
      where: 'local',
      platform: 'asa',
    },
  ],
  fix: [
    {
      where: 'local',
      platform: 'ios',
      config: [
        'ip route {theirNetwork} {theirMask} <next hop on the crypto interface>',
        'ip access-list extended <NAT list>',
        ' 5 deny ip {ourNetwork} {ourWildcard} {theirNetwork} {theirWildcard}',
      ],
      why: 'Sends the replies to the crypto interface, untranslated.',
    },
    {
      where: 'local',
      platform: 'asa',
      config: [
        'route outside {theirNetwork} {theirMask} <gateway>',
        'nat (inside,outside) source static <ours> <ours> destination static <theirs> <theirs> no-proxy-arp route-lookup',
      ],
      why: 'Sends the replies to the crypto interface, untranslated.',
    },
  ],
  confusable: [
    'no-return-traffic',
    'nat-exemption-missing',
    'idle-tunnel',
    'missing-route',
    'tunnel-key-mismatch',
    'no-interesting-traffic',
  ],
  sources: [
    'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/5409-ipsec-debug-00.html',
    'https://www.cisco.com/c/en/us/td/docs/security/asa/asa-cli-reference/I-R/asa-command-ref-I-R/pa-pn-commands.html',
  ],
});
