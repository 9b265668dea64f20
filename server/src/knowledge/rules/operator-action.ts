// The finding operator-action: somebody cleared, shut down or changed something.
import { rule } from '../../engine/define.ts';

export const operatorAction = rule({
  code: 'operator-action',
  step: 4,
  role: 'context',
  severity: 'information',
  title: 'An operator acted here: what follows may be the consequence of it',
  explanation:
    'What follows this line (deleted SAs, tunnels that go down and come back) is as a rule the consequence of this action and no fault by itself.',
  next: [
    { command: 'show crypto session', why: 'Shows whether the tunnel came back.', where: 'local', platform: 'ios' },
    { command: 'show vpn-sessiondb l2l', why: 'Shows whether the tunnel came back.', where: 'local', platform: 'asa' },
  ],
  fix: [],
  confusable: ['ike-not-enabled'],
  sources: ['https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/security/a1/sec-a1-cr-book/sec-cr-c1.html'],
});
