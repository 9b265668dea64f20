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

/** A rekey that arrives and cannot be used: the path is not the reason. */
export const nextOfRefusedRekey: readonly Advice[] = [
  {
    command: 'show crypto gdoi gm pubkey',
    why: 'On the member: the public key by which it checks rekeys. It has to be that of the key server that sends them.',
    where: 'local',
    platform: 'ios',
  },
  {
    command: 'show crypto gdoi ks policy',
    why: 'On each key server of the group: key name, sequence number and lifetime have to agree.',
    where: 'remote',
    platform: 'ios',
  },
];

export const fixOfRefusedRekey: readonly Fix[] = [
  {
    where: 'local',
    platform: 'ios',
    config: ['clear crypto gdoi'],
    why: 'The member registers anew and takes key, sequence number and time from the key server. If it happens again, the key servers differ.',
  },
  {
    where: 'remote',
    platform: 'ios',
    config: [
      'crypto key export rsa <label> pem terminal 3des <passphrase>',
      'crypto key import rsa <label> pem terminal <passphrase>',
    ],
    why: 'Cooperating key servers need one and the same RSA key pair: export it on the first, import it on the others.',
  },
];
