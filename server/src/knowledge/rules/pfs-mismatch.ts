// The finding pfs-mismatch: PFS is set on one end only, or with different groups.
import { rule } from '../../engine/define.ts';

export const pfsMismatch = rule({
  code: 'pfs-mismatch',
  step: 3,
  role: 'cause',
  severity: 'error',
  stops: true,
  title: 'Perfect forward secrecy differs[[ ({peer})]][[: {difference}]]',
  explanation:
    'One end asks for a fresh Diffie-Hellman exchange in phase 2 (set pfs) and the other proposes none, or they name different groups. Both ends must have the same setting.',
  next: [
    {
      command: 'show crypto map',
      why: 'Look for "PFS (Y/N)" and the group in the entry of this peer, on both ends.',
      where: 'either',
      platform: 'ios',
    },
    {
      command: 'show crypto ipsec profile',
      why: 'With tunnel protection the setting stands in the profile.',
      where: 'either',
      platform: 'ios',
    },
    {
      command: 'show running-config crypto map',
      why: 'Look for set pfs, on both ends.',
      where: 'either',
      platform: 'asa',
    },
  ],
  fix: [
    {
      where: 'either',
      platform: 'ios',
      config: ['crypto map <map> <number> ipsec-isakmp', ' set pfs group{dh}'],
      why: 'The same group on both ends; no set pfs switches it off.',
    },
    {
      where: 'either',
      platform: 'ios',
      config: ['crypto ipsec profile <profile>', ' set pfs group{dh}'],
      why: 'With tunnel protection the setting stands in the IPsec profile.',
    },
    {
      where: 'either',
      platform: 'asa',
      config: ['crypto map <map> <number> set pfs group{dh}'],
      why: 'The same group on both ends; no in front of the line switches it off.',
    },
    {
      where: 'either',
      platform: 'asa',
      config: ['crypto ipsec profile <profile>', ' set pfs group{dh}'],
      why: 'With a VTI the setting stands in the IPsec profile.',
    },
  ],
  explains: [
    'phase2-not-established',
    'send-errors',
    'no-return-traffic',
    'nhrp-registration-failure',
    'overlay-routing-flap',
    'ipsec-proposal-mismatch',
  ],
  confusable: [
    'ipsec-proposal-mismatch',
    'proxy-id-mismatch',
    'encapsulation-mode-mismatch',
    'ike-dh-group-mismatch',
    'phase2-not-established',
    'rekey-failure',
  ],
  sources: [
    'https://www.rfc-editor.org/rfc/rfc2409',
    'https://www.rfc-editor.org/rfc/rfc7296#section-1.3',
    'https://www.cisco.com/c/en/us/support/docs/security/asa-5500-x-series-next-generation-firewalls/81824-common-ipsec-trouble.html',
    'https://learn.microsoft.com/en-us/azure/vpn-gateway/vpn-gateway-3rdparty-device-config-cisco-asa',
  ],
});
