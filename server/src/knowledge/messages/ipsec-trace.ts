// Lines of `show monitor event-trace crypto ipsec`: SAs that come and go, and what IKE and IPsec tell each other.
import { messages } from '../../engine/define.ts';

const sources = ['https://www.cisco.com/en/US/docs/ios/12_4t/12_4t11/htediagn.html'];
const lead = '*Nov 12 08:14:22.107: IPSEC-EVENT:';
const session = '[[SESSION ID:{session:int}, ]]';
const sa =
  ' : (sa) sa_dest~= {dst:host}, sa_proto~= {protocol:int}, sa_spi~= {spi:spi}({spiDecimal:int}), sa_trans~= {encryption:algorithm}[[ {integrity:algorithm}]][[ ,]][[,]]';
const rest = ' sa_conn_id~= {conn:int}[[, sa_lifetime(k/sec)~= ({kilobytes:int}/{seconds:int})]]';
const ends =
  ' : (sa), loc: {local:host}, rem: {peer:host}[[, l_proxy: {localSelector:word}, r_proxy: {remoteSelector:word}]]';
const kmi = '{what:kmiEvent}[[, loc: {local:host}, rem: {peer:host}]]{:rest}';

export const ipsecTraceMessages = messages([
  {
    id: 'ipsec.trace-create',
    head: 'ipsec-trace',
    templates: [`${session}{action:traceCreate}${sa}${rest}`, `${session}{action:traceCreate}${ends}`],
    means: 'An IPsec SA was made.',
    health: 'good',
    examples: [
      `${lead}IPSEC-CREATE-SA:  SESSION ID:4, sa create : (sa) sa_dest= 203.0.113.9, sa_proto= 50, sa_spi= 0x5C1E77A2(1545500578), sa_trans= esp-aes esp-sha-hmac , sa_conn_id= 2107, sa_lifetime(k/sec)= (4608000/3600)`,
      `${lead}IPSEC-CREATE-SA:  SESSION ID:4, sa create : (sa),  loc: 192.0.2.33, rem: 203.0.113.9, l_proxy: 10.4.0.0/0/256, r_proxy: 10.9.0.0/0/256`,
    ],
    sources,
  },
  {
    id: 'ipsec.trace-delete',
    head: 'ipsec-trace',
    templates: [`${session}{action:traceDelete}${sa}${rest}`, `${session}{action:traceDelete}${ends}`],
    means: 'An IPsec SA was removed. By itself this is no fault: SAs are replaced before they end.',
    examples: [
      `${lead}IPSEC-DELETE-SA:  sa delete : (sa) sa_dest = 203.0.113.9, sa_proto = 50, sa_spi = 0x5C1E77A2(1545500578), sa_trans = esp-aes esp-sha-hmac , sa_conn_id = 2107, sa_lifetime(k/sec) = (4608000/3600)`,
      `${lead}IPSEC-DELETE-SA:  SESSION ID:4, sa delete : (sa),  loc: 192.0.2.33, rem: 203.0.113.9, l_proxy: 10.4.0.0/0/256, r_proxy: 10.9.0.0/0/256`,
    ],
    sources,
  },
  {
    id: 'ipsec.trace-kmi',
    head: 'ipsec-trace',
    templates: [`${session}KMI Sent: {from:kmiParties}:${kmi}`, `${session}KMI Received: {from:kmiParties}:${kmi}`],
    means: 'IKE and IPsec tell each other what to do: a request for SAs, a delete, a new SA.',
    examples: [
      `${lead}IPSEC-SEND-KMI:  SESSION ID:4, KMI Sent: IPSEC key engine->Crypto IKMP:KEY_ENG_REQUEST_SAS, loc: 192.0.2.33, rem: 203.0.113.9, l_proxy: 10.4.0.0/0/256, r_proxy: 10.9.0.0/0/256`,
      `${lead}IPSEC-RECV-KMI:  SESSION ID:4, KMI Received: Crypto IKMP->IPSEC key engine:KEY_MGR_SESSION_CLOSED, loc: 192.0.2.33, rem: 203.0.113.9, port loc/rem: 500/500`,
    ],
    sources,
  },
]);
