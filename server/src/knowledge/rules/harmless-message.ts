// The finding harmless-message: a line that frightens people and means nothing.
import { rule } from '../../engine/define.ts';

export const harmlessMessage = rule({
  code: 'harmless-message',
  step: 4,
  role: 'context',
  severity: 'information',
  title: 'Looks alarming, is normal: {what}',
  explanation: 'This line is printed in working tunnels too. It needs no action.',
  next: [],
  fix: [],
  confusable: ['ike-sa-stale', 'phase2-not-established'],
  sources: [
    'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/5409-ipsec-debug-00.html',
  ],
});
