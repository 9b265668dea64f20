// The finding idle-tunnel: the IPsec SA is up and has carried nothing in either direction.
import { rule } from '../../engine/define.ts';

export const idleTunnel = rule({
  code: 'idle-tunnel',
  step: 3,
  role: 'context',
  severity: 'information',
  title: 'The IPsec SA[[ to {peer}]] is up and has carried no packet yet',
  explanation:
    'Both SPIs are installed and both counters stand at 0. That is normal for a tunnel nobody uses right now, and after each rekey. If someone is sending, the packets do not reach the encryption of this device: check route, NAT and access list.',
  next: [
    {
      command: 'ping <remote host> source <inside interface>',
      why: 'Send a packet that matches the selectors and look at the counters again.',
      where: 'local',
      platform: 'ios',
    },
    {
      command: 'packet-tracer input inside icmp <our host> 8 0 <their host> detailed',
      why: 'Shows whether such a packet would be encrypted: a phase VPN, encrypt must be among the steps.',
      where: 'local',
      platform: 'asa',
    },
  ],
  fix: [],
  confusable: ['no-return-traffic', 'no-outbound-traffic', 'no-interesting-traffic', 'idle-timeout'],
  sources: [
    'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/5409-ipsec-debug-00.html',
    'https://www.cisco.com/c/en/us/td/docs/security/asa/asa-cli-reference/I-R/asa-command-ref-I-R/pa-pn-commands.html',
  ],
});
