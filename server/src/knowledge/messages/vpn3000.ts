// The frame of the event log of a VPN 3000 concentrator; its sentences are those of IKEv1 on ASA.
import { messages } from '../../engine/define.ts';

const source =
  'https://docslib.org/doc/390883/vpn-3000-series-concentrator-reference-volume-ii-administration-and-monitoring-release-3-6-august-2002';

export const vpn3000 = messages([
  {
    id: 'vpn3000.event',
    head: 'vpn3000',
    templates: ['{:eol}'],
    means:
      'Severity, kind and number of an event, how often it has come up, and the peer; the sentence follows in the next line.',
    effect: { version: 1 },
    examples: ['27 08/11/2003 10:35:47.230 SEV=4 IKE/119 RPT=4 203.0.113.20'],
    sources: [source],
  },
]);
