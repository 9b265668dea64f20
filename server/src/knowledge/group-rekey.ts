// What to ask for and to do where group members (GETVPN) get no new keys from their key server: none of it concerns IKE between two peers.
import type { Advice, Fix } from '../engine/define.ts';

export const nextOfGroupRekey: readonly Advice[] = [
  {
    command: 'show crypto gdoi ks rekey',
    why: 'On the key server: how often rekeys are sent and sent again, and by which transport.',
    where: 'either',
    platform: 'ios',
  },
  {
    command: 'show crypto gdoi gm rekey',
    why: 'On the member: how many rekeys have come since it registered.',
    where: 'either',
    platform: 'ios',
  },
  {
    command: 'debug crypto gdoi gm rekey',
    why: 'On the member, over the next rekey: no line means that it does not arrive, an error says why it is thrown away.',
    where: 'either',
    platform: 'ios',
  },
];

export const fixOfGroupRekey: readonly Fix[] = [
  {
    where: 'either',
    platform: 'ios',
    config: ['ip access-list extended <list on the way>', ' permit udp any eq 848 any eq 848'],
    why: 'Rekeys come unasked over UDP 848 from the key server: every filter on the way has to let them in, and with multicast transport the group has to be routed.',
  },
];
