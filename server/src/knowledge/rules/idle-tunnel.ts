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
    },
  ],
  fix: [
    {
      where: 'local',
      platform: 'ios',
      config: ['ping <remote host> source <inside interface>'],
      why: 'Nothing to repair: test with traffic between the protected networks.',
    },
    {
      where: 'local',
      platform: 'asa',
      config: ['packet-tracer input inside icmp <our host> 8 0 <their host> detailed'],
      why: 'Nothing to repair: test with traffic between the protected networks.',
    },
  ],
  confusable: ['no-return-traffic', 'no-outbound-traffic', 'no-interesting-traffic', 'idle-timeout'],
  sources: [
    'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/5409-ipsec-debug-00.html',
  ],
});
