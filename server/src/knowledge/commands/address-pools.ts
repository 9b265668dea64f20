// The pools of addresses that a device hands out to clients: show ip local pool of IOS and ASA.
import { command } from '../../engine/define.ts';

export const localPools = command({
  id: 'show ip local pool',
  context: true,
  fingerprints: ['Pool Begin End Free In use[[ Blocked]]{:eol}', 'Begin End Mask Free Held In use{:eol}'],
  ignores: [
    'Pool Begin End Free In use[[ Blocked]]{:eol}',
    'Begin End Mask Free Held In use{:eol}',
    'Available Addresses:',
    'In Use Addresses:',
    'Held Addresses:',
    '{:ip}{:eol}',
  ],
  records: {
    range: {
      opens: [
        '{first:ip} {last:ip} {mask:ip} {free:count} {held:count} {used:count}{:eol}',
        '{pool:name} {first:ip} {last:ip} {free:count} {used:count}[[ {blocked:count}]]{:eol}',
        // A further range of the pool above.
        '{first:ip} {last:ip} {free:count} {used:count}[[ {blocked:count}]]{:eol}',
      ],
    },
  },
  means: 'The pools of addresses for clients, the ranges of each, and how many addresses are free.',
  fields: {
    pool: 'Name of the pool',
    first: 'First address of the range',
    last: 'Last address of the range',
    free: 'Addresses that can be handed out still: with none, the next client gets INTERNAL_ADDRESS_FAILURE',
    used: 'Addresses that clients have',
    held: 'Addresses that were given back and are not handed out again yet',
    blocked: 'Addresses that are kept from use',
  },
  health: (field, value) => (field === 'free' ? (Number(value) === 0 ? 'bad' : 'good') : undefined),
  sources: [
    'https://www.rfc-editor.org/rfc/rfc7296#section-3.15.4',
    'https://www.cisco.com/c/en/us/td/docs/security/asa/asa81/command/ref/refgd/i3.html',
  ],
});
