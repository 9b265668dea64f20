// The finding nhrp-resolution-failure: the outside address of another spoke is not found.
import { rule } from '../../engine/define.ts';

export const nhrpResolutionFailure = rule({
  code: 'nhrp-resolution-failure',
  step: 3,
  role: 'cause',
  severity: 'warning',
  title: 'NHRP cannot resolve the outside address of {peer}',
  explanation:
    'To send straight to another spoke, a router asks by NHRP which outside address belongs to that tunnel address. The question stays open or is refused: the entry is incomplete, so traffic for it goes through the hub or is lost. The other spoke is ' +
    'not registered, the request does not reach it (next-hop server or route missing on the way), or the answer cannot come back because the spokes cannot build IPsec with each other.',
  next: [
    { command: 'show dmvpn', why: 'On the hub: is that spoke registered and UP?', where: 'remote', platform: 'ios' },
    {
      command: 'show ip nhrp {peer} detail',
      why: 'Shows the incomplete entry and how often it was asked for.',
      where: 'local',
      platform: 'ios',
    },
    {
      command: 'show ip cef {peer}',
      why: 'The next hop decides whom the request is sent to.',
      where: 'local',
      platform: 'ios',
    },
  ],
  fix: [
    {
      where: 'either',
      platform: 'ios',
      config: ['interface Tunnel<n>', ' ip nhrp shortcut', '! on the hub:', ' ip nhrp redirect'],
      why: 'Phase 3: the hub points out the shorter way and the spokes use it. In phase 2 the next hop must be the other spoke, unsummarised.',
    },
    {
      where: 'either',
      platform: 'asa',
      config: ['! an ASA does not take part in DMVPN; let ESP and UDP 500/4500 pass between the spokes'],
      why: 'On a firewall between spokes only the path matters.',
    },
  ],
  confusable: ['nhrp-registration-failure', 'overlay-routing-flap'],
  sources: [
    'https://www.rfc-editor.org/rfc/rfc2332',
    'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/111976-dmvpn-troubleshoot-00.html',
  ],
});
