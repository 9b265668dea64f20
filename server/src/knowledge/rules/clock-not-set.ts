// The finding clock-not-set: the device does not trust its own clock, so certificates cannot be judged.
import { rule } from '../../engine/define.ts';

export const clockNotSet = rule({
  code: 'clock-not-set',
  step: 2,
  role: 'cause',
  severity: 'warning',
  title: 'The clock is not set: certificates cannot be used until the time is known',
  explanation:
    'Certificates are valid from one date to another, so a device that does not know the time cannot judge them. IOS does not start its PKI functions until an operator or NTP has set the clock; after a reload that is the normal state for a minute. If it stays so, no certificate is renewed, no CA server starts and tunnels with certificates fail. With pre-shared keys it does not matter.',
  next: [
    { command: 'show clock detail', why: 'An asterisk before the time means that it is not trusted.', where: 'local' },
    { command: 'show ntp status', why: 'Synchronised, and with which server?', where: 'local' },
  ],
  fix: [
    {
      where: 'local',
      platform: 'ios',
      config: ['ntp server <address>', 'clock calendar-valid'],
      why: 'Let NTP set the clock; a router with a battery clock may trust that at boot.',
    },
    { where: 'local', platform: 'asa', config: ['ntp server <address>'], why: 'Let NTP set the clock.' },
  ],
  explains: ['certificate-invalid', 'certificate-enrollment-failure', 'authentication-failed'],
  confusable: ['certificate-invalid', 'certificate-enrollment-failure'],
  sources: [
    'https://www.cisco.com/c/en/us/td/docs/solutions/Enterprise/Security/PKI-security.html',
    'https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.5',
  ],
});
