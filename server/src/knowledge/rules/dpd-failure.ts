// The finding dpd-failure: a peer that was there does not answer keepalives any more.
import { rule } from '../../engine/define.ts';

export const dpdFailure = rule({
  code: 'dpd-failure',
  step: 6,
  role: 'cause',
  severity: 'error',
  title: 'The peer[[ {peer}]] stopped answering: dead peer detection takes the tunnel down',
  explanation:
    'The tunnel was up. Then the keepalives (dead peer detection) were no longer answered and the SA was deleted. The peer was restarted, lost its line or its address, or something between the two no longer lets UDP 500 or 4500 through, for instance a NAT or firewall that forgot the session. The configuration of the tunnel is not the reason: it worked.',
  next: [
    { command: 'ping {peer}', why: 'Is the peer there at all?', where: 'local' },
    {
      command: 'show logging | include {peer}',
      why: 'Did its interface, route or line change at that time?',
      where: 'either',
    },
    {
      command: 'show crypto ikev2 sa detailed',
      ike: 2,
      why: 'DPD interval and whether NAT is involved (then keepalives must be more frequent than the time-out of the NAT).',
      where: 'local',
      platform: 'ios',
    },
  ],
  fix: [
    {
      where: 'either',
      platform: 'ios',
      ike: 2,
      config: ['crypto ikev2 profile <name>', ' dpd 30 5 periodic', ' nat keepalive 20'],
      why: 'Longer intervals for lossy lines; NAT keepalives where a NAT is between.',
    },
    {
      where: 'either',
      platform: 'asa',
      config: ['tunnel-group {peer} ipsec-attributes', ' isakmp keepalive threshold 30 retry 5'],
      why: 'Longer intervals for lossy lines.',
    },
  ],
  explains: ['phase1-not-established', 'phase2-not-established', 'sa-flapping', 'no-return-traffic'],
  confusable: ['peer-unreachable', 'rekey-failure', 'idle-timeout', 'sa-flapping', 'nat-t-blocked'],
  sources: [
    'https://www.rfc-editor.org/rfc/rfc7296#section-2.4',
    'https://www.rfc-editor.org/rfc/rfc3706',
    'https://www.cisco.com/c/en/us/td/docs/security/asa/asa81/command/ref/refgd/i3.html',
  ],
});
