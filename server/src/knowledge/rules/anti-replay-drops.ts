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
      title: 'GETVPN drops packets because the time of sender and receiver differs[[ (group {group})]]',
      explanation:
        'In this group no sequence numbers are compared but times: each packet carries the pseudotime of the member that sent it, and the receiver drops what is older or newer than the window of the group. The key server sets the pseudotime, so a member that is off has not heard of it for a while, or follows another key server. The clock of the device and NTP have no part in it.',
    },
  },
  next: [
    {
      command: 'show crypto gdoi gm replay',
      why: 'On both members at once: the pseudotime, the window, and how many packets were refused. Who differs from the others is the one that is off.',
      where: 'either',
      platform: 'ios',
      answers: ['time'],
    },
    {
      command: 'show crypto gdoi ks coop',
      why: 'On the key servers: do they see each other, and is one of them primary? Two primaries have two times.',
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
      why: 'On the member that is off: it registers anew and takes over the time of the key server. Traffic stops until it has.',
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
