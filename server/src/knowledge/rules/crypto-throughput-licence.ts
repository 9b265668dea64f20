// The finding crypto-throughput-licence: the crypto throughput of the licence is exceeded.
import { rule } from '../../engine/define.ts';

export const cryptoThroughputLicence = rule({
  code: 'crypto-throughput-licence',
  step: 2,
  role: 'cause',
  severity: 'warning',
  ofDevice: true,
  title: 'Encrypted traffic exceeds what the licence allows[[ ({kbps} Kbit/s)]]',
  explanation:
    'The export licence of this platform limits encrypted throughput in each direction; packets above it are dropped. Tunnels stay up, applications slow down. The limit is checked in short intervals, so bursts trip it although the average is far below.',
  next: [
    {
      command: 'show platform cerm-information',
      why: 'Shows the limit and how much is in use.',
      where: 'local',
      platform: 'ios',
    },
    { command: 'show license feature', why: 'Is the HSEC licence active?', where: 'local', platform: 'ios' },
  ],
  fix: [
    {
      where: 'local',
      platform: 'ios',
      config: ['license install <file of the HSEC licence>'],
      why: 'On ISR G2; on IOS-XE license feature hseck9, once the licence is in the account. Or shape the traffic below the limit.',
    },
  ],
  confusable: ['ike-admission-limit'],
  sources: ['https://community.cisco.com/t5/vpn/maximum-tunnel-bandwidth/m-p/1673772/highlight/true'],
});
