// The finding rekey-collision: both ends renew the same SA at the same moment.
import { rule } from '../../engine/define.ts';

export const rekeyCollision = rule({
  code: 'rekey-collision',
  step: 6,
  role: 'context',
  severity: 'information',
  title: 'Both ends renewed the same SA at the same moment[[ ({peer})]]',
  explanation:
    'Each end may begin to renew keys. If both begin at once, two new SAs arise and the one made with the lower nonce is dropped again; the protocol foresees it and traffic goes on. It becomes a fault only where an implementation drops the wrong one: then traffic stops in one direction until the next rekey.',
  next: [
    {
      command: 'show crypto ipsec sa peer {peer}',
      why: 'One pair of SPIs should be left, and they must be the same two on both ends.',
      where: 'either',
    },
  ],
  fix: [
    {
      where: 'either',
      platform: 'ios',
      config: ['crypto ipsec profile <name>', ' set security-association lifetime seconds 3000'],
      why: 'Make the lifetime of one end shorter, so that always the same end begins.',
    },
    {
      where: 'either',
      platform: 'asa',
      config: ['crypto map <name> <number> set security-association lifetime seconds 3000'],
      why: 'Make the lifetime of one end shorter, so that always the same end begins.',
    },
  ],
  confusable: ['rekey-failure', 'sa-flapping'],
  sources: [
    'https://www.rfc-editor.org/rfc/rfc7296#section-2.8.1',
    'https://www.rfc-editor.org/rfc/rfc7296#section-2.8.2',
  ],
});
