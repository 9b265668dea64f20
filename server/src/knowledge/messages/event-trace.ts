// Lines of `show monitor event-trace crypto ikev2` that no debug prints in the same words.
import { messages } from '../../engine/define.ts';

const sources = [
  'https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/sec_conn_ike2vpn/configuration/xe-17/sec-flex-vpn-xe-17-book.html',
];
const lead = '*Nov 12 08:14:22.107: SA ID:3 SESSION ID:7 Remote: 203.0.113.9/500 Local: 192.0.2.33/500  ';

export const eventTraceMessages = messages([
  {
    id: 'ikev2.trace-contains',
    head: 'ikev2-trace',
    templates: ['IKEv2 {exchange:state} Exchange Contains: {list:text}'],
    means: 'What the packet carried.',
    examples: [`${lead}(I) IKEv2 INFORMATIONAL Exchange Contains: DELETE`],
    sources,
  },
  {
    id: 'ikev2.trace-kmi',
    head: 'ikev2-trace',
    templates: [
      'IKEV2_EVENT_QUEUE_KMI type:{event:state}',
      'IKEV2-RECV-KMI: KMI Received: {event:state}{:rest}',
      'IKEV2-SEND-KMI: {:text}',
    ],
    means: 'IKE and IPsec tell each other what to do: a request for SAs, a delete, a new SA.',
    examples: ['*Nov 12 08:14:22.107: SA ID:0 SESSION ID:0    IKEV2_EVENT_QUEUE_KMI type:KEY_ENG_REQUEST_SAS'],
    sources,
  },
]);
