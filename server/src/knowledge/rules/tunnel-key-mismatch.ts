// The finding tunnel-key-mismatch: the GRE keys of the two tunnel ends differ.
import { rule } from '../../engine/define.ts';

export const tunnelKeyMismatch = rule({
  code: 'tunnel-key-mismatch',
  step: 3,
  role: 'cause',
  severity: 'error',
  stops: true,
  title:
    'The GRE tunnel keys differ[[: {localKey} here, {remoteKey} on {peer}]], so packets are dropped after decryption',
  explanation:
    'A GRE packet carries the tunnel key, and a router hands it only to a tunnel interface with the same key. With different keys (or a key on one end only) IPsec comes up, packets are decrypted and then vanish without any log line: NHRP registrations stay unanswered and no neighbour appears.',
  next: [
    {
      command: 'show running-config interface Tunnel<n> | include key',
      why: 'Compare the tunnel key lines of both ends.',
      where: 'either',
      platform: 'ios',
    },
    {
      command: 'show interfaces Tunnel<n> | include Key|Tunnel source',
      why: 'Shows the key in use, or that keying is disabled.',
      where: 'either',
      platform: 'ios',
    },
  ],
  fix: [
    {
      where: 'either',
      platform: 'ios',
      config: ['interface Tunnel<n>', ' tunnel key <same number on both ends>'],
      why: 'One number for all tunnels of one DMVPN cloud.',
    },
    {
      where: 'either',
      platform: 'asa',
      config: ['! an ASA has no GRE tunnel interface; set the key on the routers'],
      why: 'The key belongs on the routers.',
    },
  ],
  explains: ['nhrp-registration-failure', 'no-return-traffic', 'no-outbound-traffic', 'overlay-routing-flap'],
  confusable: ['nhrp-registration-failure', 'esp-blocked', 'no-outbound-traffic', 'tunnel-mode-mismatch'],
  sources: [
    'https://www.rfc-editor.org/rfc/rfc2890',
    'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/111976-dmvpn-troubleshoot-00.html',
  ],
});
