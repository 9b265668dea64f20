// The finding nat-exemption-missing: traffic that belongs into the tunnel is translated first.
import { rule } from '../../engine/define.ts';

export const natExemptionMissing = rule({
  code: 'nat-exemption-missing',
  step: 3,
  role: 'cause',
  severity: 'error',
  stops: true,
  title: 'Traffic of the tunnel is translated by NAT before it is encrypted[[ ({flow})]]',
  explanation:
    'On the way out, NAT comes before encryption. A packet whose source address has been translated no longer matches the crypto access list: it leaves in the clear, or it is dropped because the ' +
    'forward and the return flow hit different NAT rules. The flow between the two protected networks needs a rule that leaves it alone, placed before the general translation.',
  next: [
    {
      command: 'show ip nat translations',
      why: 'Shows whether packets between the protected networks are translated.',
      where: 'local',
      platform: 'ios',
    },
    {
      command: 'show nat detail',
      why: 'Shows which rule takes the flow (hit counts) and in which order the rules stand.',
      where: 'local',
      platform: 'asa',
    },
    {
      command: 'packet-tracer input inside icmp <our host> 8 0 <their host> detailed',
      why: 'The NAT phase must show the identity rule.',
      where: 'local',
      platform: 'asa',
    },
  ],
  fix: [
    {
      where: 'local',
      platform: 'ios',
      config: ['ip access-list extended <NAT list>', ' 5 deny ip <our network> <wildcard> <remote network> <wildcard>'],
      why: 'Takes the tunnel traffic out of the translation; the deny line must stand before the permit.',
    },
    {
      where: 'local',
      platform: 'asa',
      config: [
        'object network LOCAL-NET',
        ' subnet <our network> <mask>',
        'object network REMOTE-NET',
        ' subnet <remote network> <mask>',
        'nat (inside,outside) 1 source static LOCAL-NET LOCAL-NET destination static REMOTE-NET REMOTE-NET no-proxy-arp route-lookup',
      ],
      why: 'An identity rule in section 1, before the general translation. Before ASA 8.3: nat (inside) 0 access-list.',
    },
  ],
  explains: [
    'no-outbound-traffic',
    'no-return-traffic',
    'no-interesting-traffic',
    'idle-tunnel',
    // What is translated first is not interesting to the crypto map: nothing is ever negotiated.
    'phase1-not-established',
  ],
  confusable: ['no-outbound-traffic', 'no-return-traffic', 'missing-route'],
  sources: [
    'https://www.cisco.com/c/en/us/td/docs/security/asa/asa9-18/configuration/firewall/asa-918-firewall-config/nat-basics.html',
    'https://www.cisco.com/c/en/us/td/docs/security/asa/syslog/b_syslog/syslogs3.html',
    'https://www.cisco.com/c/en/us/support/docs/ip/network-address-translation-nat/6209-5.html',
    'https://www.cisco.com/c/en/us/td/docs/security/asa/asa-cli-reference/I-R/asa-command-ref-I-R/pa-pn-commands.html',
  ],
});
