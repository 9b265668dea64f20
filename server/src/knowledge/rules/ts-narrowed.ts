// The finding ts-narrowed: the peers agreed on a part of the selectors that are configured.
import { rule } from '../../engine/define.ts';

export const tsNarrowed = rule({
  code: 'ts-narrowed',
  step: 3,
  role: 'context',
  severity: 'information',
  title: 'The traffic selectors were narrowed: less is protected than the access list here says',
  explanation:
    'IKEv2 lets the responder accept a part of what was asked for. The configured access list is wider than what the two ends have in common, so a second, narrower SA carries the traffic and the entry of the wide one stays empty. The tunnel works for the narrow part; packets outside of it are not protected or dropped. Make the two access lists mirror images if the rest is wanted.',
  next: [
    {
      command: 'show crypto ipsec sa peer {peer} detail',
      why: 'Compare the identities of the empty entry with those that carry packets.',
      where: 'local',
    },
    {
      command: 'show access-lists',
      why: 'The crypto access list: wildcard masks are where it usually goes wrong.',
      where: 'either',
      platform: 'ios',
    },
    {
      command: 'show running-config access-list <crypto acl>',
      why: 'The crypto access list, beside the one of the peer.',
      where: 'either',
      platform: 'asa',
    },
  ],
  fix: [
    {
      where: 'either',
      platform: 'ios',
      config: [
        'ip access-list extended <crypto acl>',
        ' permit ip <local network> <wildcard> <remote network> <wildcard>',
      ],
      why: 'Both lists must be mirror images, mask for mask.',
    },
    {
      where: 'either',
      platform: 'asa',
      config: ['access-list <crypto acl> extended permit ip <local network> <mask> <remote network> <mask>'],
      why: 'Both lists must be mirror images, mask for mask.',
    },
  ],
  confusable: ['proxy-id-mismatch', 'no-return-traffic'],
  sources: ['https://www.rfc-editor.org/rfc/rfc7296#section-2.9'],
});
