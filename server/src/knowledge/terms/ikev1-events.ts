// The names behind `Input =` in `debug crypto isakmp`: where an event came from and what it was.
import { type Term, terms } from '../../engine/define.ts';

const mainMode = 'https://www.cisco.com/en/US/tech/tk583/tk372/technologies_tech_note09186a0080bce520.shtml';

const events: readonly (readonly [name: string, means: string])[] = [
  ['IKE_MESG_FROM_PEER', 'The event is a message of the peer.'],
  ['IKE_MESG_INTERNAL', 'The event is a step inside this device.'],
  [
    'IKE_MESG_FROM_IPSEC',
    'IPsec asked for something: an SA for waiting traffic, or it reports that SAs are installed.',
  ],
  ['IKE_MESG_FROM_TIMER', 'A timer ran out: a message is repeated, a lifetime ends, a keepalive is due.'],
  ['IKE_MESG_FROM_AAA', 'The AAA server answered.'],
  ['IKE_MESG_FROM_PKI', 'The PKI process answered: a certificate was checked or fetched.'],
  ['IKE_MESG_FROM_CONFIG', 'A change of the configuration.'],
  ['IKE_SA_REQ_MM', 'An IKE SA is wanted; main mode begins.'],
  ['IKE_SA_REQ_AM', 'An IKE SA is wanted; aggressive mode begins.'],
  ['IKE_MM_EXCH', 'A message of main mode.'],
  ['IKE_AM_EXCH', 'A message of aggressive mode.'],
  ['IKE_QM_EXCH', 'A message of quick mode.'],
  ['IKE_PROCESS_MAIN_MODE', 'The message of main mode that arrived is processed.'],
  ['IKE_PROCESS_ERROR', 'The message that arrived could not be processed: the lines above say why.'],
  ['IKE_PROCESS_COMPLETE', 'Processing is done and the next message goes out.'],
  ['IKE_PHASE1_COMPLETE', 'Phase 1 is done.'],
  ['IKE_PHASE1_DEL', 'The IKE SA is to be deleted.'],
  ['IKE_INIT_QM', 'Quick mode is started by this end.'],
  ['IKE_GOT_SPI', 'IPsec gave an SPI for the new SA.'],
  ['IPSEC_INSTALL_DONE', 'IPsec installed the new SAs.'],
  ['IKE_INFO_NOTIFY', 'The peer sent a notify.'],
  ['IKE_INFO_DELETE', 'The peer sent a delete.'],
  ['IKE_CFG_REQUEST', 'The client asks for its configuration.'],
  ['IKE_CFG_REPLY', 'An answer of mode configuration or extended authentication.'],
  ['IKE_CFG_SET', 'Settings are sent in mode configuration.'],
  ['IKE_CFG_ACK', 'Settings were confirmed in mode configuration.'],
  ['IKE_AAA_CONT_LOGIN', 'The AAA server answered about the user.'],
  ['PRESHARED_KEY_REPLY', 'The AAA server (or the local group) delivered the key of the group.'],
  ['IKE_AAA_GROUP_ATTR', 'The AAA server answered about the group.'],
  ['IKE_TIMER_IM_ALIVE', 'The keepalive timer ran out: time to ask the peer whether it is alive.'],
  ['IKE_TIMER_PEERS_ALIVE', 'The peer did not answer the keepalive in time.'],
];

export const ikev1Events: readonly Term[] = terms(
  events.map(([name, means]) => ({ words: [name], kind: 'event', means, version: 1 as const, sources: [mainMode] })),
);
