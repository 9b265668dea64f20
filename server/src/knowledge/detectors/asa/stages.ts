// The waiting states of IKEv1 on ASA: which message was sent, which is awaited, and where to look, best guess first.

export interface Candidate {
  readonly code: string;
  readonly why: string;
}

export interface Stage {
  /** As `show crypto ikev1 sa` prints it. */
  readonly state: string;
  readonly phase: 1 | 2;
  /** How far the negotiation has come: a larger number is further. */
  readonly depth: number;
  readonly role: 'initiator' | 'responder';
  /** What this end has done, what it waits for. */
  readonly means: string;
  /** Where to look, best first. */
  readonly candidates: readonly Candidate[];
}

const natt: Candidate = {
  code: 'nat-t-blocked',
  why: 'With NAT on the way both ends go on over UDP 4500 from here; a filter there stops exactly these messages.',
};

export const asaStages: readonly Stage[] = [
  {
    state: 'MM_WAIT_MSG2',
    phase: 1,
    depth: 2,
    role: 'initiator',
    means: 'Message 1 (our policies) was sent; no answer has come.',
    candidates: [
      { code: 'peer-unreachable', why: 'The peer is down, its address is wrong, or UDP 500 is filtered on the way.' },
      {
        code: 'peer-not-configured',
        why: 'The peer has no tunnel group or crypto map entry for this address and stays silent.',
      },
      { code: 'ike-not-enabled', why: 'IKE is not enabled on the interface that was addressed.' },
      { code: 'ike-policy-mismatch', why: 'Some peers stay silent when no policy fits.' },
    ],
  },
  {
    state: 'MM_WAIT_MSG3',
    phase: 1,
    depth: 3,
    role: 'responder',
    means: 'Message 2 (the policy chosen) was sent; the peer does not go on.',
    candidates: [
      {
        code: 'peer-unreachable',
        why: 'Our answer does not reach the peer: look at the way back (route, filter, another source address).',
      },
      { code: 'ike-policy-mismatch', why: 'The peer refuses the policy that was chosen.' },
      { code: 'psk-missing', why: 'The peer finds no key for this address and gives up here.' },
    ],
  },
  {
    state: 'MM_WAIT_MSG4',
    phase: 1,
    depth: 4,
    role: 'initiator',
    means: 'The policies fit; message 3 (Diffie-Hellman) was sent and is not answered.',
    candidates: [
      {
        code: 'psk-missing',
        why: 'The peer has no pre-shared key (tunnel group) for our address: it needs it for message 4.',
      },
      { code: 'peer-not-configured', why: 'The peer’s tunnel group is named after another address.' },
      { code: 'peer-unreachable', why: 'Larger packets or later ones are lost on the way.' },
    ],
  },
  {
    state: 'MM_WAIT_MSG5',
    phase: 1,
    depth: 5,
    role: 'responder',
    means: 'Message 4 was sent; identity and proof of the peer do not come, or cannot be read.',
    candidates: [
      { code: 'psk-mismatch', why: 'The pre-shared keys differ: what comes cannot be decrypted.' },
      natt,
      { code: 'psk-missing', why: 'The peer has no key for this address and cannot go on.' },
    ],
  },
  {
    state: 'MM_WAIT_MSG6',
    phase: 1,
    depth: 6,
    role: 'initiator',
    means: 'Message 5 (our identity and proof) was sent and is not answered.',
    candidates: [
      { code: 'psk-mismatch', why: 'The pre-shared keys differ: the peer cannot decrypt message 5 and drops it.' },
      natt,
      { code: 'identity-mismatch', why: 'The peer accepts no such identity.' },
      { code: 'certificate-invalid', why: 'With certificates: the peer refuses ours.' },
    ],
  },
  {
    state: 'AM_WAIT_MSG2',
    phase: 1,
    depth: 2,
    role: 'initiator',
    means: 'The first message of aggressive mode was sent; no answer has come.',
    candidates: [
      { code: 'peer-unreachable', why: 'The peer is down, its address is wrong, or UDP 500 is filtered on the way.' },
      { code: 'exchange-mode-mismatch', why: 'The peer does not do aggressive mode.' },
      { code: 'ike-policy-mismatch', why: 'No policy fits.' },
      { code: 'peer-not-configured', why: 'The peer has no group with this name or address.' },
    ],
  },
  {
    state: 'AM_WAIT_MSG3',
    phase: 1,
    depth: 5,
    role: 'responder',
    means: 'Our answer to the first message of aggressive mode was sent; the proof of the peer has not come.',
    candidates: [
      { code: 'psk-mismatch', why: 'The pre-shared keys differ: the peer could not verify our proof.' },
      { code: 'peer-unreachable', why: 'Our answer does not reach the peer.' },
      natt,
    ],
  },
  {
    state: 'QM_WAIT_MSG2',
    phase: 2,
    depth: 8,
    role: 'initiator',
    means: 'Phase 1 is up; our phase 2 proposal was sent, and the peer does not answer it.',
    candidates: [
      { code: 'proxy-id-mismatch', why: 'The peer has no crypto access list that fits our networks.' },
      { code: 'ipsec-proposal-mismatch', why: 'The transform sets differ.' },
      { code: 'pfs-mismatch', why: 'One end wants PFS, or another group.' },
    ],
  },
  {
    state: 'QM_WAIT_MSG3',
    phase: 2,
    depth: 9,
    role: 'responder',
    means: 'Our answer to the phase 2 proposal was sent; the peer does not finish.',
    candidates: [
      { code: 'peer-unreachable', why: 'Our answer does not reach the peer.' },
      { code: 'ipsec-proposal-mismatch', why: 'The peer refuses the choice.' },
    ],
  },
];

/** The stage of a state as a device prints it: `MM_WAIT_MSG2`, `AM_WAIT_MSG_3`, in capitals or not. */
export function asaStage(state: string | undefined): Stage | undefined {
  const name = (state ?? '').toUpperCase().replace('MSG_', 'MSG');
  return asaStages.find((stage) => stage.state === name);
}

/** Where to look from this stage; with NAT on the way, its port first. */
export const candidatesOf = (stage: Stage, behindNat: boolean): readonly Candidate[] =>
  behindNat && stage.candidates.includes(natt)
    ? [natt, ...stage.candidates.filter((candidate) => candidate !== natt)]
    : stage.candidates;

/** What is seen, in one line. */
export const stageTitle = ({ phase, state, means }: Stage): string =>
  `Phase ${phase} stops at ${state}[[ with {peer}]]: ${means.slice(0, 1).toLowerCase()}${means.slice(1, -1)}`;
