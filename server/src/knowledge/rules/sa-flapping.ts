// The finding sa-flapping: the same tunnel goes up and down again and again.
import { rule } from '../../engine/define.ts';

export const saFlapping = rule({
  code: 'sa-flapping',
  step: 6,
  role: 'cause',
  severity: 'warning',
  title: 'The tunnel[[ with {peer}]] goes up and down[[ ({count} times)]]',
  explanation:
    'The tunnel comes up, so keys, proposals and selectors are right; then it goes down again, over and over. Look at what happens just before each loss: keepalives that are not answered (the line), an idle timer, a rekey that fails, a route to the peer that changes, or two devices that use the same identity and push each other out.',
  next: [
    {
      command: 'show logging | include {peer}|UPDOWN|DPD',
      why: 'What comes just before each loss, and at which interval?',
      where: 'either',
    },
    {
      command: 'show crypto session detail',
      why: 'Uptime and the reason of the last loss.',
      where: 'local',
      platform: 'ios',
    },
    {
      command: 'show vpn-sessiondb detail l2l',
      why: 'Duration and idle timers of the session.',
      where: 'local',
      platform: 'asa',
    },
  ],
  fix: [
    {
      where: 'either',
      platform: 'ios',
      ike: 1,
      config: ['crypto isakmp keepalive 30 5 periodic'],
      why: 'Only where the line loses packets: be more patient with it.',
    },
    {
      where: 'either',
      platform: 'ios',
      ike: 2,
      config: ['crypto ikev2 profile <name>', ' dpd 30 5 periodic'],
      why: 'Only where the line loses packets: be more patient with it.',
    },
    {
      where: 'either',
      platform: 'asa',
      config: ['group-policy <name> attributes', ' vpn-idle-timeout none'],
      why: 'Only where an idle timer ends the tunnel.',
    },
  ],
  confusable: [
    'dpd-failure',
    'rekey-failure',
    'idle-timeout',
    'recursive-routing',
    'overlay-routing-flap',
    'rekey-collision',
    'lifetime-mismatch',
  ],
  sources: ['https://www.rfc-editor.org/rfc/rfc7296#section-2.4'],
});
