// States, events, reasons and drop counters that only ASA, FTD and PIX print.
import { type Term, terms } from '../../engine/define.ts';
import { asaStages } from '../detectors/asa/stages.ts';

const debugGuide =
  'https://www.cisco.com/c/en/us/support/docs/security/asa-5500-x-series-next-generation-firewalls/113574-tg-asa-ipsec-ike-debugs-main-00.html';
const rfc2409 = 'https://www.rfc-editor.org/rfc/rfc2409';
const aspDrop = 'https://www.cisco.com/c/en/us/td/docs/security/asa/asa-cli-reference/show_asp_drop/show_asp_drop.html';
const syslogGuide =
  'https://www.cisco.com/c/en/us/td/docs/security/asa/syslog/asa-syslog/syslog-messages-101001-to-199027.html';

/** The waiting states of aggressive and quick mode, with where to look; those of main mode stand among the states of IKE. */
const waiting: readonly Term[] = asaStages
  .filter(({ state }) => !state.startsWith('MM_'))
  .map(({ state, means, candidates }) => ({
    words: [state],
    kind: 'state',
    means,
    usually: candidates.map(({ why }) => why).join(' '),
    next: 'debug crypto ikev1 127',
    health: 'waiting' as const,
    version: 1 as const,
    sources: [rfc2409, debugGuide],
  }));

const state = (words: readonly string[], means: string, health: Term['health'] = 'waiting'): Term => ({
  words,
  kind: 'state',
  means,
  ...(health ? { health } : {}),
  version: 1,
  sources: [debugGuide],
});
const event = (words: readonly string[], means: string, health?: Term['health']): Term => ({
  words,
  kind: 'event',
  means,
  ...(health ? { health } : {}),
  version: 1,
  sources: [debugGuide],
});
const drop = (words: readonly string[], means: string, health: Term['health'] = 'neutral'): Term => ({
  words,
  kind: 'counter',
  means,
  ...(health ? { health } : {}),
  sources: [aspDrop],
});
const reason = (words: readonly string[], means: string, health: Term['health'] = 'neutral'): Term => ({
  words,
  kind: 'reason',
  means,
  ...(health ? { health } : {}),
  sources: [syslogGuide],
});

export const asaStates = terms([
  ...waiting,
  state(['MM_START'], 'Main mode has just begun.'),
  state(['MM_SND_MSG1', 'MM_BLD_MSG1'], 'Message 1 (our policies) is put together and sent.'),
  state(['MM_SND_MSG2', 'MM_BLD_MSG2'], 'Message 2 (the policy chosen) is put together and sent.'),
  state(['MM_SND_MSG3', 'MM_BLD_MSG3'], 'Message 3 (our Diffie-Hellman value) is put together and sent.'),
  state(
    ['MM_SND_MSG4', 'MM_BLD_MSG4'],
    'Message 4 (our Diffie-Hellman value) is put together and sent. The pre-shared key of the peer is needed from here on.',
  ),
  state(['MM_SND_MSG5', 'MM_BLD_MSG5'], 'Message 5 (our identity and proof, encrypted) is put together and sent.'),
  state(['MM_SND_MSG6', 'MM_BLD_MSG6'], 'Message 6 (our identity and proof, encrypted) is put together and sent.'),
  state(['MM_DONE', 'AM_DONE', 'QM_DONE'], 'The negotiation is over, with or without success.', 'neutral'),
  state(['MM_FREE', 'AM_FREE', 'MM_WAIT_DELETE'], 'The SA is being removed.', 'bad'),
  state(
    ['MM_ACTIVE_REKEY', 'MM_REKEY_DONE_H2'],
    'Phase 1 is up and is being renewed, or was just renewed: the old SA stays for a moment.',
    'good',
  ),
  state(
    ['AM_TM_INIT_XAUTH', 'MM_TM_INIT_XAUTH', 'AM_TM_INIT_XAUTH_V6H', 'MM_TM_INIT_XAUTH_V6H'],
    'Phase 1 is agreed; user name and password are asked for.',
  ),
  state(
    ['AM_TM_INIT_MODECFG', 'MM_TM_INIT_MODECFG', 'AM_TM_INIT_MODECFG_V6H', 'MM_TM_INIT_MODECFG_V6H'],
    'The client is given its address and other values.',
  ),
  state(['MM_TM_PEND_QM', 'AM_TM_PEND_QM'], 'Quick mode waits until the user is authenticated.'),
  state(['MM_PUB_KEY_PROCESSING', 'MM_AUTHENTICATE'], 'The proof of the peer is being checked.'),
  event(['EV_TIMEOUT'], 'The awaited message did not come in time. The state beside it tells which.', 'bad'),
  event(['EV_RETRY', 'EV_RESEND_MSG'], 'Our message is sent again.'),
  event(
    ['EV_ERROR', 'EV_PROB_AUTH_FAIL'],
    'The negotiation ends in an error: read the steps before it (to the right).',
    'bad',
  ),
  event(['EV_RCV_MSG'], 'A message of the peer arrived.'),
  event(['EV_START_TMR'], 'The clock for the answer starts.'),
  event(['EV_SND_MSG'], 'A message is sent.'),
  event(['NullEvent'], 'Nothing happened in this step: the machine only waited.', 'neutral'),
  drop(
    ['ipsec-tun-down'],
    'A packet was to be encrypted, and the tunnel was not up. A few while it is built are normal.',
  ),
  drop(['ipsec-need-sa'], 'A packet started the negotiation of its tunnel and was dropped meanwhile. Normal.'),
  drop(['ipsec-spoof'], 'A packet came in the clear although it should have come through a tunnel.', 'bad'),
  drop(['natt-keepalive', 'ipsecudp-keepalive'], 'Packets that keep a translation alive. Normal.', 'good'),
  drop(['bad-ipsec-prot'], 'ESP was expected and another protocol came.', 'bad'),
  drop(['bad-ipsec-natt'], 'A packet on UDP 4500 that is neither IKE nor ESP.'),
  drop(['np-sp-invalid-spi'], 'ESP for an SPI that does not exist here.'),
  drop(
    ['vpn-handle-error', 'vpn-handle-mismatch', 'vpn-context-expired'],
    'A connection belongs to a tunnel that has been replaced or is gone.',
  ),
  drop(['nat-rpf-failed', 'nat-xlate-failed'], 'The way back would hit another NAT rule than the way out.', 'bad'),
  drop(['acl-drop'], 'A rule denies the flow: an access list, or a tunnel that is not there.'),
  drop(['no-route'], 'There is no route to the destination.', 'bad'),
  reason(['Lost Service'], 'The peer stopped answering (dead peer detection, or a renewal without an answer).', 'bad'),
  reason(['User Requested'], 'The other end, or the user, closed the session in an orderly way.'),
  reason(['Administrator Reset'], 'An operator of this firewall closed the session.'),
  reason(['Phase 2 Mismatch'], 'Phase 2 could not be agreed: networks, transform set, mode or PFS.', 'bad'),
  reason(
    ['crypto map policy not found'],
    'No crypto map entry fits the peer and the networks that it proposes.',
    'bad',
  ),
  reason(['Peer Reconnected'], 'A newer session of the same peer took its place.'),
]);
