// The finding idle-timeout: a tunnel is closed because no traffic passed for a while.
import { rule } from '../../engine/define.ts';

export const idleTimeout = rule({
  code: 'idle-timeout',
  step: 6,
  role: 'cause',
  severity: 'warning',
  title: 'The tunnel[[ with {peer}]] was closed because it was idle',
  explanation:
    'No packet passed for the time of the idle timer, so the tunnel was closed on purpose. The next packet builds it again; the first packets of that moment are lost. It is a nuisance for services that only the other side starts, because this side does not open the tunnel for them.',
  next: [
    {
      command: 'show running-config group-policy',
      why: 'vpn-idle-timeout: 30 minutes by default.',
      where: 'local',
      platform: 'asa',
    },
    {
      command: 'show running-config | include idle-time',
      why: 'The idle timer of the crypto map or of the device.',
      where: 'local',
      platform: 'ios',
    },
  ],
  fix: [
    {
      where: 'local',
      platform: 'asa',
      config: ['group-policy <name> attributes', ' vpn-idle-timeout none'],
      why: 'Keeps site-to-site tunnels up without traffic.',
    },
    {
      where: 'local',
      platform: 'ios',
      config: ['no crypto ipsec security-association idle-time'],
      why: 'Keeps the tunnel up without traffic; or send a periodic probe (IP SLA) through it.',
    },
  ],
  explains: ['sa-flapping', 'phase1-not-established'],
  confusable: ['dpd-failure', 'sa-flapping', 'idle-tunnel'],
  sources: [
    'https://www.cisco.com/c/en/us/support/docs/security/asa-5500-x-series-next-generation-firewalls/115935-asa-ikev2-debugs.html',
  ],
});
