// The finding exchange-mode-mismatch: one end uses aggressive mode and the other refuses it.
import { rule } from '../../engine/define.ts';

export const exchangeModeMismatch = rule({
  code: 'exchange-mode-mismatch',
  step: 2,
  role: 'cause',
  severity: 'error',
  stops: true,
  title: 'Main mode and aggressive mode do not meet[[ ({peer})]]',
  explanation:
    'One end begins phase 1 in aggressive mode and the other does not accept it (or the other way round). Clients with a group name and a pre-shared key need aggressive mode; site-to-site tunnels between fixed addresses should use main mode, which protects the identities.',
  next: [
    {
      command: 'show running-config | include aggressive',
      why: 'crypto isakmp aggressive-mode disable refuses it.',
      where: 'either',
      platform: 'ios',
    },
    {
      command: 'show running-config crypto | include am-disable',
      why: 'crypto ikev1 am-disable refuses it.',
      where: 'either',
      platform: 'asa',
    },
  ],
  fix: [
    {
      where: 'either',
      platform: 'ios',
      config: ['no crypto isakmp aggressive-mode disable'],
      why: 'Only if a peer really needs aggressive mode; better change that peer to main mode.',
    },
    {
      where: 'either',
      platform: 'asa',
      config: ['no crypto ikev1 am-disable'],
      why: 'Only if a peer really needs aggressive mode; better change that peer to main mode.',
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
    'ike-policy-mismatch',
  ],
  confusable: ['ike-version-mismatch', 'ike-policy-mismatch', 'peer-not-configured'],
  sources: [
    'https://www.rfc-editor.org/rfc/rfc2409',
    'https://www.cisco.com/c/en/us/td/docs/security/asa/asa-cli-reference/A-H/asa-command-ref-A-H/crypto-a-to-crypto-ir-commands.html',
  ],
});
