// Lines of the log of strongSwan: what the other end says when it is a Linux gateway or a cloud that runs it, and what a vEdge, which runs it too, says itself.
import { type Claim, type Message, messages } from '../../engine/define.ts';

/** What makes the log one of ours without any other output: names that a vEdge gives to its connections, for it runs strongSwan itself, and the vendor IDs of a Cisco peer. */
const ofCisco = /<(?:child_)?ipsec\d{1,4}_\d{1,4}\|\d{1,9}>|\bvedge|\breceived Cisco [A-Z][^\r\n]{0,60} vendor ID/i;

const source = 'https://docs.strongswan.org/docs/latest/config/logging.html';

const log = (
  id: string,
  templates: readonly string[],
  means: string,
  example: string,
  more: Partial<Pick<Message, 'health' | 'says'>> = {},
): Message => ({
  id: `strongswan.${id}`,
  head: 'strongswan',
  templates,
  means,
  context: { unless: ofCisco },
  examples: [`[IKE] <branch|7> ${example}`],
  sources: [source],
  ...more,
});

const says = (
  code: string,
  side: NonNullable<Claim['side']>,
  certainty: Claim['certainty'] = 'certain',
  more: Pick<Claim, 'below' | 'title'> = {},
): Partial<Message> => ({
  health: 'bad',
  says: [{ code, certainty, side, ...more }],
});

/** Below both lists it is they that tell what differs. */
const listed = { below: ['strongswan.proposals-configured'] };

export const strongswan = messages([
  log(
    'proposals-refused',
    ['received proposals ((unacceptable|inacceptable))'],
    'strongSwan finds none of the IKE proposals among its own; the two lines above list both.',
    'received proposals unacceptable',
    says('ike-policy-mismatch', 'either', 'certain', listed),
  ),
  log(
    'no-configuration',
    ['no IKE config found for {:host}...{:host}, sending NO_PROPOSAL_CHOSEN'],
    'strongSwan has no connection for these two addresses and this version of IKE.',
    'no IKE config found for 203.0.113.9...192.0.2.33, sending NO_PROPOSAL_CHOSEN',
    says('peer-not-configured', 'either'),
  ),
  log(
    'no-peer-configuration',
    ['no matching peer config found{:rest}'],
    'No connection of strongSwan has these two identities; the line above names what was sent.',
    'no matching peer config found',
    says('identity-mismatch', 'either'),
  ),
  log(
    'identity-refused',
    [
      "constraint check failed: identity '{identity:quotedId}' required{:rest}",
      "IDir '{identity:quotedId}' does not match to '{:quotedId}'",
    ],
    'The identity that was sent is not the one that strongSwan expects of this peer.',
    "IDir '10.7.0.2' does not match to 'branch7.example.net'",
    says('identity-mismatch', 'either'),
  ),
  log(
    'key-differs',
    ["tried {:int} shared ((key|keys)) for '{:quotedId}' - '{:quotedId}', but MAC mismatched"],
    'strongSwan has a key for these identities, and it is not the one that the peer used.',
    "tried 1 shared key for '203.0.113.9' - '192.0.2.33', but MAC mismatched",
    says('psk-mismatch', 'either'),
  ),
  log(
    'key-missing',
    ["no shared key found for '{:quotedId}' - '{:quotedId}'"],
    'strongSwan has no key for these identities.',
    "no shared key found for '203.0.113.9' - '192.0.2.33'",
    says('psk-missing', 'either'),
  ),
  log(
    'child-proposals-refused',
    ['no acceptable proposal found', 'no matching proposal found, sending NO_PROPOSAL_CHOSEN'],
    'strongSwan finds none of the ESP proposals among its own (IKEv1 and IKEv2 say so in other words); the two lines above list both.',
    'no acceptable proposal found',
    says('ipsec-proposal-mismatch', 'either', 'certain', listed),
  ),
  log(
    'proposals-received',
    ['received proposals: {proposals:text}'],
    'What the other end offers, each proposal with its algorithms.',
    'received proposals: ESP:AES_CBC_256/HMAC_SHA2_256_128/NO_EXT_SEQ',
  ),
  log(
    'proposals-configured',
    ['configured proposals: {proposals:text}'],
    'What strongSwan itself is configured with for this peer.',
    'configured proposals: ESP:AES_CBC_256/HMAC_SHA2_256_128/MODP_2048/NO_EXT_SEQ',
  ),
  log(
    'child-refused',
    ['received NO_PROPOSAL_CHOSEN notify, no CHILD_SA built{:rest}'],
    'The ESP proposals have nothing in common.',
    'received NO_PROPOSAL_CHOSEN notify, no CHILD_SA built',
    says('ipsec-proposal-mismatch', 'either', 'certain', { below: ['strongswan.rekey-request'] }),
  ),
  log(
    'rekey-request',
    ['generating CREATE_CHILD_SA request {:int} \\[{payloads:rekeyPayloads}'],
    'strongSwan asks for new keys of an IPsec SA that is up.',
    'generating CREATE_CHILD_SA request 6 [ N(REKEY_SA) SA No KE TSi TSr ]',
  ),
  log(
    'rekey-failed',
    ['CHILD_SA rekeying failed, trying again in {:int} seconds'],
    'The keys of an IPsec SA were not renewed; the old ones serve until they run out. The lines above say why.',
    'CHILD_SA rekeying failed, trying again in 17 seconds',
    { health: 'bad' },
  ),
  log(
    'user-refused',
    ['received EAP_FAILURE, EAP authentication failed'],
    'The gateway ended EAP with a failure: the user was refused, the methods have nothing in common, or its RADIUS server said no.',
    'received EAP_FAILURE, EAP authentication failed',
    says('eap-failed', 'unknown', 'certain', { title: 'EAP refuses the user[[ {user}]]' }),
  ),
  log(
    'child-up',
    ['CHILD_SA {:text} established with SPIs {:text}'],
    'An IPsec SA came up.',
    'CHILD_SA lan{4} established with SPIs c4a7710c_i 8f2c61d0_o and TS 10.7.0.0/16 === 10.9.0.0/16',
    { health: 'good' },
  ),
  log(
    'ike-up',
    [
      'IKE_SA {:word} established between {local:host}[{:bracketed}]...{remote:host}[{:bracketed}]',
      'IKE_SA {:text} established between {:text}',
    ],
    'The IKE SA came up: proposals fit, and each end has proved who it is.',
    'IKE_SA branch[7] established between 203.0.113.9[vpn.example.net]...192.0.2.33[192.0.2.33]',
    { health: 'good' },
  ),
  log(
    'request',
    ['generating {exchange:state} request {:int} {payloads:text}'],
    'A request of strongSwan, with its payloads.',
    'generating IKE_AUTH request 1 [ IDi CERT CERTREQ AUTH SA TSi TSr ]',
  ),
  log(
    'response-parsed',
    ['parsed {exchange:state} response {:int} {payloads:text}'],
    'An answer of the other end, with its payloads.',
    'parsed IKE_SA_INIT response 0 [ SA KE No N(NATD_S_IP) N(NATD_D_IP) ]',
  ),
  log(
    'split',
    ['splitting IKE message[[ with length of {:int} bytes]][[ ({:int} bytes)]] into {:int} ((fragments|fragment))'],
    'IKE cuts its own message: no IP fragments arise (RFC 7383).',
    'splitting IKE message (1760 bytes) into 2 fragments',
  ),
  log(
    'packet-sent',
    ['sending packet: from {local:host}[{:port}] to {remote:host}[{port:port}][[ ({size:count} bytes)]]'],
    'A packet of IKE that leaves strongSwan; the size is that of the UDP data.',
    'sending packet: from 203.0.113.9[4500] to 192.0.2.33[4500] (1412 bytes)',
  ),
  log(
    'packet-received',
    ['received packet: from {remote:host}[{port:port}] to {local:host}[{:port}][[ ({:count} bytes)]]'],
    'A packet of IKE that reached strongSwan.',
    'received packet: from 192.0.2.33[4500] to 203.0.113.9[4500] (1184 bytes)',
  ),
  log(
    'retransmit',
    ['retransmit {number:int} of request with message ID {:int}'],
    'A request got no answer and is sent again.',
    'retransmit 2 of request with message ID 1',
    { health: 'waiting' },
  ),
  log(
    'no-match-yet',
    ['no acceptable {:state} found'],
    'One offer was compared with one of its own and differs in this; the next pair is compared then.',
    'no acceptable ENCRYPTION_ALGORITHM found',
  ),
  log(
    'collision',
    ['detected {:state} collision with {:state}'],
    'Both ends renew the same SA at once; the protocol foresees it (RFC 7296, 2.8.1).',
    'detected CHILD_REKEY collision with CHILD_REKEY',
  ),
  log(
    'selectors-refused',
    [
      'no acceptable traffic selectors found',
      'traffic selectors {:networkPair} ((unacceptable|inacceptable))',
      'received TS_UNACCEPTABLE notify, no CHILD_SA built{:rest}',
    ],
    'The networks that one end asks for are not those of the other.',
    'received TS_UNACCEPTABLE notify, no CHILD_SA built',
    says('proxy-id-mismatch', 'either'),
  ),
  log(
    'given-up',
    ['giving up after {:int} retransmits', 'establishing IKE_SA failed, peer not responding'],
    'strongSwan got no answer to what it sent.',
    'giving up after 5 retransmits',
    says('peer-unreachable', 'unknown', 'likely'),
  ),
  log(
    'proposal-refused-there',
    ['received NO_PROPOSAL_CHOSEN notify error'],
    'The other end refused the IKE proposals.',
    'received NO_PROPOSAL_CHOSEN notify error',
    says('ike-policy-mismatch', 'either', 'likely'),
  ),
  log(
    'proof-refused-there',
    ['received AUTHENTICATION_FAILED notify error'],
    'The other end refused the proof of identity; its own debug says why.',
    'received AUTHENTICATION_FAILED notify error',
    says('authentication-failed', 'unknown', 'likely'),
  ),
  log(
    'refused-there',
    ['received {notify:state} notify error'],
    'The other end refused; its own debug says why.',
    'received INVALID_SYNTAX notify error',
    { health: 'bad' },
  ),
  log(
    'step',
    [
      'looking for peer configs matching {:text}',
      "selected peer config '{:quotedId}'",
      'selected proposal: {:text}',
      'selecting proposal:',
      'proposal matches',
      'looking for a child config for {:networkPair}',
      'found matching child config {:text}',
      'generating {:state} response {:int} {:text}',
      'parsed {:state} request {:int} {:text}',
      'initiating IKE_SA {:text}',
      '{:ip} is initiating an IKE_SA',
      'establishing CHILD_SA {:text}',
      'failed to establish CHILD_SA, keeping IKE_SA',
      'creating rekey job for CHILD_SA {:text}',
      'closing CHILD_SA {:text}',
      'CHILD_SA closed',
      '((sending|received)) DELETE for {:text}',
      'received {:text} vendor ID',
      'server requested {:text}',
      'sending keep alive to {:text}',
      'local host is behind NAT, sending keep alives',
      'remote host is behind NAT',
      'peer not responding, trying again ({:int}/{:int})',
    ],
    'A step of the negotiation as strongSwan sees it.',
    'looking for peer configs matching 203.0.113.9[vpn.example.net]...192.0.2.33[192.0.2.33]',
  ),
]);
