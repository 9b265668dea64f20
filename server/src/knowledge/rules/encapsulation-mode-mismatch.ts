// The finding encapsulation-mode-mismatch: one end uses tunnel mode and the other transport mode.
import { rule } from '../../engine/define.ts';

export const encapsulationModeMismatch = rule({
  code: 'encapsulation-mode-mismatch',
  step: 3,
  role: 'cause',
  severity: 'error',
  stops: true,
  title: 'Tunnel mode meets transport mode[[ ({peer})]][[: {difference}]]',
  explanation:
    'The algorithms of the transform sets fit, but one end uses tunnel mode and the other transport mode. On IOS the mode belongs to the transform set. GRE and DMVPN tunnels use transport mode by custom; with IKEv1 both ends must agree, with IKEv2 one end that has tunnel mode is enough for both to use it.',
  next: [
    {
      command: 'show crypto ipsec transform-set',
      why: '"will negotiate = { Tunnel, }" or "Transport": compare both ends.',
      where: 'either',
      platform: 'ios',
    },
    {
      command: 'show running-config crypto ipsec',
      why: 'mode transport stands behind the transform set.',
      where: 'either',
      platform: 'asa',
    },
  ],
  fix: [
    {
      where: 'either',
      platform: 'ios',
      config: ['crypto ipsec transform-set <set> {transforms}', ' mode {mode}'],
      why: 'The same mode on both ends; then clear crypto sa peer {peer}.',
    },
    {
      where: 'either',
      platform: 'asa',
      ike: 1,
      config: ['crypto ipsec ikev1 transform-set <set> mode transport'],
      why: 'Only where the peer uses transport mode (L2TP, GRE).',
    },
    {
      where: 'either',
      platform: 'asa',
      ike: 2,
      config: ['crypto map <map> <number> set ikev2 mode transport'],
      why: 'Only where the peer uses transport mode (L2TP, GRE); no in front of the line goes back to tunnel mode.',
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
    'pfs-mismatch',
    'proxy-id-mismatch',
    'tunnel-mode-mismatch',
    'phase2-not-established',
  ],
  sources: [
    'https://www.rfc-editor.org/rfc/rfc4301#section-4.1',
    'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/5409-ipsec-debug-00.html',
  ],
});
