// The finding ike-not-enabled: nothing on the device uses IKE.
import { rule } from '../../engine/define.ts';

export const ikeNotEnabled = rule({
  code: 'ike-not-enabled',
  step: 2,
  role: 'cause',
  severity: 'error',
  stops: true,
  title: 'IKE is switched off on this device',
  explanation:
    'Nothing on this device uses IKE any more: the last crypto map or tunnel protection was removed, its interface is down, or IKE was disabled. Peers get no answer. ' +
    'On IOS the process starts by itself as soon as a crypto map is on an interface or a tunnel interface with protection is up.',
  next: [
    {
      command: 'show crypto map',
      why: 'Is a crypto map applied to the outside interface?',
      where: 'local',
      platform: 'ios',
    },
    {
      command: 'show running-config | section interface',
      why: 'Is crypto map or tunnel protection there, and the interface not shut down?',
      where: 'local',
      platform: 'ios',
    },
    {
      command: 'show running-config crypto | include enable',
      why: 'crypto ikev1 enable (or ikev2) must name the outside interface.',
      where: 'local',
      platform: 'asa',
    },
  ],
  fix: [
    {
      where: 'local',
      platform: 'ios',
      config: ['interface <outside>', ' crypto map <map>'],
      why: 'Where crypto maps are used.',
    },
    {
      where: 'local',
      platform: 'ios',
      config: ['interface Tunnel<n>', ' tunnel protection ipsec profile <profile>', ' no shutdown'],
      why: 'Where tunnel interfaces are protected (DMVPN, VTI).',
    },
    {
      where: 'local',
      platform: 'ios',
      config: ['crypto isakmp enable'],
      why: 'Where its configuration says no crypto isakmp enable; without that line IOS listens by itself.',
    },
    {
      where: 'local',
      platform: 'asa',
      ike: 1,
      config: ['crypto ikev1 enable outside'],
      why: 'On the interface that the peer addresses.',
    },
    {
      where: 'local',
      platform: 'asa',
      ike: 2,
      config: ['crypto ikev2 enable outside'],
      why: 'On the interface that the peer addresses.',
    },
  ],
  explains: [
    'phase1-not-established',
    'phase2-not-established',
    'send-errors',
    'no-return-traffic',
    'nhrp-registration-failure',
    'gdoi-registration-failure',
    'overlay-routing-flap',
    'peer-unreachable',
    'dpd-failure',
    'no-interesting-traffic',
  ],
  confusable: [
    'peer-unreachable',
    'peer-not-configured',
    'operator-action',
    'tunnel-mode-mismatch',
    'ike-version-mismatch',
    'phase1-not-established',
  ],
  sources: [
    'https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/security/a1/sec-a1-cr-book/sec-cr-c4.html',
    'https://www.cisco.com/c/en/us/support/docs/security/asa-5500-x-series-next-generation-firewalls/115935-asa-ikev2-debugs.html',
  ],
});
