// The finding integrity-failures: ESP packets arrive whose checksum does not verify.
import { rule } from '../../engine/define.ts';

export const integrityFailures = rule({
  code: 'integrity-failures',
  step: 3,
  role: 'cause',
  severity: 'warning',
  title: 'ESP packets[[ from {peer}]] arrive damaged: their integrity check fails[[ ({count} so far)]]',
  explanation:
    'Each ESP packet carries a checksum made with the key of the SA. Here it does not fit: the packet was changed on the way (a faulty link, a device that rewrites or reassembles packets wrongly), a crypto engine ' +
    'miscalculates, or, when every packet of the SA fails, the two ends hold different keys. Single failures among many good packets are noise; a steady rate shows as packet loss.',
  next: [
    {
      command: 'show crypto ipsec sa detail | include verify',
      why: 'Run it twice: a growing counter, and whether all or only some packets fail.',
      where: 'local',
    },
    {
      command: 'show crypto engine accelerator statistic',
      why: 'Errors here point at the crypto hardware of this device instead of the path.',
      where: 'local',
      platform: 'ios',
    },
    {
      command: 'show crypto accelerator statistics',
      why: 'Errors here point at the crypto hardware of this device instead of the path.',
      where: 'local',
      platform: 'asa',
    },
  ],
  fix: [
    {
      where: 'either',
      platform: 'ios',
      config: ['clear crypto sa peer {peer}'],
      why: 'New keys on both ends: if every packet failed before and none does now, the SAs were out of step. If failures stay, capture ESP on both ends and compare the same packet.',
    },
    {
      where: 'either',
      platform: 'asa',
      config: ['clear crypto ipsec sa peer {peer}'],
      why: 'New keys on both ends: if every packet failed before and none does now, the SAs were out of step. If failures stay, capture ESP on both ends and compare the same packet.',
    },
  ],
  confusable: ['anti-replay-drops', 'invalid-spi'],
  sources: [
    'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/116085-troubleshooting-pingloss-00.html',
    'https://www.rfc-editor.org/rfc/rfc4303#section-3.4.4',
  ],
});
