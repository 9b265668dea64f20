// The finding anti-replay-drops: the receiver drops packets whose sequence number is outside its replay window or was seen before.
import { rule } from '../../engine/define.ts';

export const antiReplayDrops = rule({
  code: 'anti-replay-drops',
  step: 3,
  role: 'cause',
  severity: 'warning',
  title: 'Packets[[ from {peer}]] fail the anti-replay check and are dropped[[ ({count} so far)]]',
  explanation:
    'Every ESP packet carries a sequence number, and the receiver accepts only numbers inside a sliding window (64 packets unless configured otherwise). Packets that overtake each other on the way, for ' +
    'example because QoS on the sender reorders them after encryption or because links are bonded, fall out of it. A few drops are harmless; a steady rate costs throughput. ' +
    'A packet that is counted here passed as genuine or was thrown away before its checksum was looked at; it says nothing about keys.',
  reasons: {
    time: {
      title: 'Packets of a GETVPN group fail the time-based replay check and are dropped[[ ({count} so far)]]',
      explanation:
        'A group has no common sequence numbers, so each packet carries the time of the group (pseudotime), and the receiver accepts only what lies within the window. The line shows both times: where they are far apart, one of the two members has not taken over the time of the key server, or the key servers disagree.',
    },
  },
  next: [
    {
      command: 'show crypto gdoi gm replay',
      why: 'On both members: the pseudotime and the window. Which of the two differs from that of the key server?',
      where: 'either',
      platform: 'ios',
      answers: ['time'],
    },
    {
      command: 'show crypto gdoi ks replay',
      why: 'On every key server of the group: their pseudotimes must agree.',
      where: 'remote',
      platform: 'ios',
      answers: ['time'],
    },
    {
      command: 'show crypto ipsec sa detail | include replay',
      why: 'Run it twice: only a growing counter matters. It also shows the window size.',
      where: 'local',
    },
    {
      command: 'show policy-map interface',
      why: 'On the sender: does QoS put packets of one SA into different queues?',
      where: 'remote',
      platform: 'ios',
    },
    {
      command: 'show platform hardware qfp active feature ipsec datapath drops',
      why: 'Shows the share of replay drops in the data path.',
      where: 'local',
      platform: 'ios',
    },
  ],
  fix: [
    {
      where: 'either',
      platform: 'ios',
      answers: ['time'],
      config: ['clear crypto gdoi'],
      why: 'On the member whose time is off: it registers anew and takes over the time of the key server.',
    },
    {
      where: 'local',
      platform: 'ios',
      config: ['crypto ipsec security-association replay window-size 1024'],
      why: 'Accepts packets that come up to 1024 numbers late. It takes effect with the next SA.',
    },
    {
      where: 'local',
      platform: 'asa',
      config: ['crypto ipsec security-association replay window-size 1024'],
      why: 'Accepts packets that come up to 1024 numbers late. It takes effect with the next SA.',
    },
  ],
  confusable: ['integrity-failures', 'mtu-fragmentation', 'invalid-spi'],
  sources: [
    'https://www.cisco.com/c/en/us/support/docs/ip/internet-key-exchange-ike/116858-problem-replay-00.html',
    'https://www.rfc-editor.org/rfc/rfc4303#section-3.4.3',
  ],
});
