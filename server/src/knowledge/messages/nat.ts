// Lines of debug ip nat: which packets are translated before they could be encrypted.
import { messages } from '../../engine/define.ts';

export const nat = messages([
  {
    id: 'nat.translated',
    head: 'nat',
    templates: ['s={source:ip}->{translated:ip}, d={destination:ip}'],
    means: 'The source address of this packet was translated. Traffic that belongs into a tunnel must not stand here.',
    health: 'neutral',
    context: true,
    examples: ['*Mar  8 10:20:30.400: NAT: s=10.44.1.9->203.0.113.9, d=10.77.0.20 [4711]'],
    sources: ['https://www.cisco.com/c/en/us/support/docs/ip/network-address-translation-nat/8605-13.html'],
  },
  {
    id: 'nat.translated-back',
    head: 'nat',
    templates: ['s={source:ip}, d={translated:ip}->{destination:ip}'],
    means: 'The destination address of an answer was translated back.',
    health: 'neutral',
    context: true,
    examples: ['*Mar  8 10:20:30.421: NAT*: s=192.0.2.80, d=203.0.113.9->10.44.1.9 [8122]'],
    sources: ['https://www.cisco.com/c/en/us/support/docs/ip/network-address-translation-nat/8605-13.html'],
  },
]);
