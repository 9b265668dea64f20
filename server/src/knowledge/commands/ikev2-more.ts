// `show crypto ikev2 …` beside SAs and sessions: proposals, policies, profiles, statistics, performance, remembered errors.
import { type Command, command } from '../../engine/define.ts';
import { errorCounter } from './shared.ts';

const sources = ['https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/security/s1/sec-s1-cr-book/sec-cr-s3.html'];

/** Counters whose name says that something went wrong. */
const failures: NonNullable<Command['health']> = (field, value) =>
  /fail|reject|drop|timedOut|error|lowResources|mismatch/i.test(field) ? errorCounter(value) : undefined;

export const ikev2Proposal = command({
  id: 'show crypto ikev2 proposal',
  platform: 'ios',
  fingerprints: ['IKEv2 proposal: {:name}'],
  records: {
    proposal: {
      opens: ['IKEv2 proposal: {proposal:name}'],
      cells: [
        `Encryption :${'[[ {encryption:algorithm}]]'.repeat(8)}`,
        `Integrity :${'[[ {integrity:algorithm}]]'.repeat(8)}`,
        `PRF :${'[[ {prf:algorithm}]]'.repeat(8)}`,
        `DH Group :${'[[ {groupName:word} {group:int}]]'.repeat(12)}`,
        'AKE group :',
        '{:int}: {keyExchange:algorithm}',
      ],
    },
  },
  means: 'The algorithms that this device offers and accepts for IKEv2.',
  fields: {
    encryption: 'Ciphers, best first.',
    integrity: 'Integrity checks.',
    prf: 'Pseudo-random functions.',
    groupName: 'Diffie-Hellman groups by name and number.',
    keyExchange: 'Post-quantum key exchange added to Diffie-Hellman.',
  },
  sources,
});

export const ikev2Policy = command({
  id: 'show crypto ikev2 policy',
  platform: 'ios',
  fingerprints: ['IKEv2 policy : {:name}'],
  records: {
    policy: {
      opens: ['IKEv2 policy : {policy:name}'],
      cells: [
        'Match fvrf : {fvrf:word}',
        'Match address local : {local:host}',
        'Proposal : {proposal:name}',
        'Mixed-mode : {mixedMode:word}',
      ],
    },
  },
  means: 'Which IKEv2 proposal is used for which local address and front-door VRF.',
  fields: {
    fvrf: 'The policy counts for packets of this VRF; `any` for all, `global` for none.',
    local: 'The policy counts for this local address.',
    proposal: 'The proposal whose algorithms are offered.',
  },
  sources,
});

export const ikev2Profile = command({
  id: 'show crypto ikev2 profile',
  platform: 'ios',
  fingerprints: ['IKEv2 profile: {:name}'],
  ignores: ['Match criteria:', 'Configuration:', 'Mode auto options:'],
  records: {
    profile: {
      opens: ['IKEv2 profile: {profile:name}'],
      cells: [
        'Ref Count: {references:count}',
        'Fvrf: {fvrf:word}',
        'Local address/interface: {local:host}',
        'Identities: {identities:text}',
        'Certificate maps: {certificateMap:text}',
        'address {peer:ip} {mask:ip}',
        'fqdn domain {domain:word}',
        'fqdn {fqdn:word}',
        'Local identity: {localId:text}',
        'Remote identity: {remoteId:text}',
        'Local authentication method: {authSign:text}',
        'Remote authentication method(s): {authVerify:text}',
        'EAP options: {eap:text}',
        'Keyring: {keyring:text}',
        'Trustpoint(s): {trustpoint:text}',
        'Lifetime: {lifetime:int} seconds',
        'DPD: interval {dpd:int}, retry-interval {dpdRetry:int}, {dpdMode:word}',
        'DPD: {dpdMode:text}',
        'NAT-keepalive: {natKeepalive:text}',
        'Ivrf: {ivrf:word}',
        'Virtual-template: {template:text}',
        'AAA {aaa:text}',
      ],
    },
  },
  pairs: true,
  means: 'The IKEv2 profiles: which peers match, how both ends prove who they are, with which keys.',
  fields: {
    fvrf: 'The profile counts for packets of this VRF.',
    localId: 'The identity that we send.',
    authSign: 'How we prove who we are.',
    authVerify: 'How the peer must prove who it is.',
    keyring: 'Where the pre-shared key is looked up.',
    trustpoint: 'The certificates that are used and accepted.',
    ivrf: 'The VRF of the clear traffic.',
  },
  sources,
});

export const ikev2Stats = command({
  id: 'show crypto ikev2 stats',
  platform: 'ios',
  fingerprints: [
    'Crypto IKEv2 SA Statistics',
    'Total incoming IKEv2 SA Count:',
    'Global IKEv2 Statistics',
    'IKEV2 Call Admission Statistics',
  ],
  ignores: [
    'Crypto IKEv2 SA Statistics',
    '--{:rest}',
    'Global IKEv2 Statistics',
    'IKEV2 Call Admission Statistics',
    'Max Active SAs: No Limit',
    'Cookie Challenge Threshold: Never',
  ],
  records: {},
  cells: [
    'System Resource Limit: {resourceLimit:count}',
    'Max IKEv2 SAs: {maximumSas:count}',
    'Max in nego[[(in/out)]]: {maximumNegotiating:count}[[/{maximumNegotiatingOut:count}]]',
    'Total incoming IKEv2 SA Count: {incoming:count} active: {incomingActive:count} negotiating: {incomingNegotiating:count}',
    'Total outgoing IKEv2 SA Count: {outgoing:count} active: {outgoingActive:count} negotiating: {outgoingNegotiating:count}',
    'Incoming IKEv2 Requests: {incomingRequests:count} accepted: {incomingAccepted:count} rejected: {incomingRejected:count}',
    'Outgoing IKEv2 Requests: {outgoingRequests:count} accepted: {outgoingAccepted:count} rejected: {outgoingRejected:count}',
    'Rejected IKEv2 Requests: {rejected:count} rsrc low: {lowResources:count} SA limit: {rejectedLimit:count}',
    'IKEv2 packets dropped at dispatch: {dropped:count}',
    'Incoming Requests dropped as LOW Q limit reached : {droppedQueue:count}',
    'Incoming IKEV2 Cookie Challenged Requests: {cookieChallenged:count}',
    'accepted: {cookieAccepted:count} rejected: {cookieRejected:count} rejected no cookie: {cookieMissing:count}',
    'Sessions with Quantum Resistance: {quantum:count} Manual: {quantumManual:count} Dynamic: {quantumDynamic:count}',
    'SA Strength Enforcement Rejects - incoming: {strengthIncoming:count} outgoing: {strengthOutgoing:count}',
    'PPK Identity Mismatch: {ppkMismatch:count}',
    'PPK Retrieve Failure - ALL: {ppkRetrieveFailed:count} With PPK Required: {ppkRetrieveFailedRequired:count}',
    'Max Active SAs: {maximumSas:count}',
    'Max In-Negotiation SAs: {maximumNegotiating:count}',
    'Active SAs: {active:count}',
    'Incoming Requests Rejected: {incomingRejected:count}',
    'Outgoing Requests Rejected: {outgoingRejected:count}',
    'Rejected Requests: {rejected:count}',
    'Rejected Over Max SA limit: {rejectedLimit:count}',
    'Rejected Low Resources: {lowResources:count}',
    'PPK Authentication Failure - ALL: {ppkAuthenticationFailed:count} With PPK Required: {ppkAuthenticationFailedRequired:count}',
  ],
  pairs: true,
  means: 'How many IKEv2 SAs and requests there were, and how many were refused.',
  fields: {
    rejected: 'Requests that this device refused for lack of resources or because of a limit.',
    lowResources: 'Refused because the device was short of resources.',
    incomingNegotiating: 'Negotiations under way that peers began.',
    outgoingNegotiating: 'Negotiations under way that this device began.',
  },
  health: failures,
  sources,
});

export const ikev2StatsExchange = command({
  id: 'show crypto ikev2 stats exchange',
  platform: 'ios',
  options: ['detailed'],
  fingerprints: ['EXCHANGE/NOTIFY TX(REQ) TX(RES) RX(REQ) RX(RES)'],
  ignores: [
    'EXCHANGE/NOTIFY TX(REQ) TX(RES) RX(REQ) RX(RES)',
    'EXCHANGES{:eol}',
    'ERROR NOTIFY{:eol}',
    'OTHER NOTIFY{:eol}',
    'OTHER COUNTERS{:eol}',
    'CONFIG PAYLOAD TYPE TX RX',
    '--{:rest}',
  ],
  records: {
    exchange: {
      opens: [
        '{name:word} {sentRequests:count} {sentResponses:count} {receivedRequests:count} {receivedResponses:count}{:eol}',
        '{name:word} {sent:count} {received:count}{:eol}',
        '{name:word} {count:count}{:eol}',
      ],
    },
  },
  means: 'IKEv2 exchanges and notifies sent and received. Error notifies with numbers name what peers refuse.',
  fields: {
    name: 'Exchange, notify or configuration payload.',
    sentRequests: 'Sent in requests.',
    sentResponses: 'Sent in responses.',
    receivedRequests: 'Received in requests.',
    receivedResponses: 'Received in responses.',
  },
  sources,
});

export const ikev2StatsService = command({
  id: 'show crypto ikev2 stats ext-service',
  platform: 'ios',
  fingerprints: ['AAA OPERATION PASSED FAILED', 'IPSEC OPERATION PASSED FAILED'],
  ignores: ['--{:rest}'],
  records: {
    service: { opens: ['{service:label} PASSED FAILED{:eol}', '{service:label} OPERATION PASSED FAILED{:eol}'] },
    operation: { in: 'service', opens: ['{name:label} {passed:count} {failed:count}{:eol}'] },
  },
  means: 'What IKEv2 asked of AAA, IPsec, the crypto engine and PKI, and how often that failed.',
  fields: { passed: 'Succeeded.', failed: 'Failed.' },
  health: failures,
  sources,
});

export const ikev2StatsTimeout = command({
  id: 'show crypto ikev2 stats timeout',
  platform: 'ios',
  fingerprints: ['IKEV2 TIMER TIMED OUT'],
  ignores: ['IKEV2 TIMER TIMED OUT', '--{:rest}'],
  records: { timer: { opens: ['{name:label} {timedOut:count}{:eol}'] } },
  means: 'How often each IKEv2 timer ran out. Retransmission time-outs mean that peers did not answer.',
  fields: { timedOut: 'How often it ran out.' },
  health: failures,
  sources,
});

const counters = (
  id: string,
  fingerprints: readonly string[],
  means: string,
  ignores: readonly string[] = [],
): Command =>
  command({
    id,
    fingerprints,
    ignores: ['--{:rest}', '=={:rest}', ...ignores],
    records: {},
    pairs: true,
    means,
    health: failures,
    sources,
  });

export const ikev2StatsPsh = counters(
  'show crypto ikev2 stats psh',
  ['ikev2 psh requested: {:count}', '------------------IKEV2 PSH STATS'],
  'How often IKEv2 borrowed and returned sessions.',
);

export const ikev2StatsReconnect = counters(
  'show crypto ikev2 stats reconnect',
  ['Total incoming reconnect connection: {:count}'],
  'How often clients came back to a session that had lost its connection.',
);

export const ikev2Count = command({
  id: 'show crypto ikev2 count',
  fingerprints: ['{:count} Negotiating SAs'],
  records: {},
  cells: [
    '{negotiating:count} Negotiating SAs',
    '{sessions:count} ((Sessions|Session))',
    '{active:count} Active SAs',
    '{created:count} Created SAs',
    '{deleted:count} Deleted SAs',
    '{marked:count} Marked for Deletion SAs',
  ],
  means: 'How many IKEv2 SAs there are and were.',
  sources,
});

export const ikev2Performance = command({
  id: 'show crypto ikev2 performance',
  fingerprints: [
    'Crypto ISAKMP Performance Stats (tps):',
    'Crypto ISAKMP Packet Stats (pps):',
    'Crypto IKEv2 Packet Queue Stats',
  ],
  ignores: [
    'Ingress: SampleSize tps/avg min max cpu/avg min max',
    'Egress: SampleSize tps/avg min max cpu/avg min max',
    'SampleSize avg min max',
    'Summary (microsecs):',
  ],
  records: {
    part: {
      opens: [
        'Crypto {part:label} Stats ({unit:word}):',
        'External Service Stats ({unit:word}):',
        'Crypto {part:label} Stats ({unit:word})',
      ],
    },
    row: {
      in: 'part',
      opens: [
        '{name:label} {samples:count} {average:count} {least:count} {most:count} {cpu:count} {cpuLeast:count} {cpuMost:count}{:eol}',
        '{name:label} {samples:count} {average:count} {least:count} {most:count}{:eol}',
        '{name:label}: {time:count}[[ -> {share:count}%]]',
      ],
    },
  },
  means: 'How fast IKE works: exchanges a second and the time that each step takes.',
  fields: { samples: 'Number of measurements.', average: 'Mean.', least: 'Smallest value.', most: 'Largest value.' },
  sources,
});

export const ikev2Diagnose = command({
  id: 'show crypto ikev2 diagnose error',
  platform: 'ios',
  options: ['count'],
  fingerprints: ['Exit Path Table - status: {:word}, current entry {:int}'],
  records: {
    error: {
      opens: ['Error({count:count}): {error:text}'],
      cells: ['-Traceback= {trace:text}', ':{:hex}+{:hex}{:rest}'],
    },
  },
  cells: [
    'Exit Path Table - status: {status:word}',
    'current entry {entries:count}',
    'deleted {deleted:count}',
    'max allow {limit:count}',
  ],
  means: 'The errors that IKEv2 remembers, with how often each happened. Old errors stay in the table.',
  fields: { status: 'Whether errors are recorded.', error: 'What went wrong.', count: 'How often.' },
  sources,
});

export const ikev2Authorization = command({
  id: 'show crypto ikev2 authorization policy',
  platform: 'ios',
  fingerprints: ['IKEv2 Authorization policy~: {:name}', 'IKEv2 Authorization Policy~: {:name}'],
  records: {
    policy: {
      opens: ['IKEv2 Authorization ((policy|Policy))~: {policy:name}'],
      cells: ['route set {routeSet:text}', 'route accept {routeAccept:text}'],
    },
  },
  pairs: true,
  means: 'What IKEv2 gives to peers: addresses, routes, lists of networks.',
  sources,
});

export const flexvpnClient = command({
  id: 'show crypto ikev2 client flexvpn',
  platform: 'ios',
  fingerprints: ['Backup group:~{:word}', 'Tunnel interface : {:interface}'],
  records: {
    client: {
      opens: ['Profile : {profile:name}'],
      cells: [
        'Current state:~{state:state}',
        'Peer : {peer:host}',
        'Source : {source:interface}',
        'ivrf : {ivrf:cell}',
        'fvrf : {fvrf:cell}',
        'Backup group: {group:cell}',
        'Tunnel interface : {interface:interface}',
        'Assigned IP address: {assigned:ip}',
        'Assigned IPv4 address: {assigned:ip}',
      ],
    },
  },
  pairs: true,
  means: 'The FlexVPN client: to which server it is connected, over which tunnel interface.',
  fields: { state: 'ACTIVE: connected. Anything else: it is still trying.', peer: 'The server that is used now.' },
  health: (field, value) => (field === 'state' ? (value === 'ACTIVE' ? 'good' : 'waiting') : undefined),
  sources,
});
