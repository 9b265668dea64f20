// The finding secret-in-text: a readable secret stands in the text.
import { rule } from '../../engine/define.ts';

export const secretInText = rule({
  code: 'secret-in-text',
  step: 4,
  role: 'context',
  severity: 'warning',
  title: 'A key or password stands readable in this text[[ ({places})]]',
  explanation:
    'Somebody who reads this text can read the secret. Take it out before you pass the text on (the redaction of this program does it), and change the key if the text has left your hands already.',
  next: [
    {
      command: 'show running-config | include key',
      why: 'On the device: which keys are stored readable?',
      where: 'local',
      platform: 'ios',
    },
  ],
  fix: [
    {
      where: 'local',
      platform: 'ios',
      config: ['key config-key password-encrypt <master-key>', 'password encryption aes'],
      why: 'Stores pre-shared keys encrypted (type 6) from then on.',
    },
    {
      where: 'local',
      platform: 'asa',
      config: ['key config-key password-encryption <master-key>', 'password encryption aes'],
      why: 'Stores pre-shared keys encrypted from then on.',
    },
  ],
  confusable: ['weak-algorithm'],
  sources: [
    'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/46420-pre-sh-keys-ios-rtr-cfg.html',
  ],
});
