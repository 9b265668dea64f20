// Judges what an ASA lists of IKE SAs that wait for a message or for a user, and of IKE SAs without an IPsec SA.
import type { Fact, Report, Reported } from '../../../engine/define.ts';
import type { Capture, IkeSa, Model, Span, Tunnel } from '../../../engine/model.ts';
import { listsSasOf } from '../ike/ike-sa-states.ts';
import { isIpsecUp, listsIke, listsIpsec } from '../up.ts';
import { capturesOf, recordsBelow } from '../values.ts';
import { asaStage, candidatesOf, stageTitle } from './stages.ts';

const atProof = asaStage('MM_WAIT_MSG6')?.candidates ?? [];

/** IKE SAs that wait for a message (`show crypto ikev1 sa`): the state tells which, unless the tunnel is up besides. */
export function waiting(model: Model, tunnel: Tunnel, report: Report): void {
  if (listsIke(tunnel) || isIpsecUp(tunnel)) return;
  // Debug or syslog of the same peer says more than a state.
  if (
    tunnel.attempts.some((attempt) =>
      attempt.occurrences.some(({ message }) => message.head === 'asa-ikev1' && message.says),
    )
  )
    return;
  for (const sa of tunnel.ike) {
    const stage = sa.version === 1 ? asaStage(sa.state) : undefined;
    const early =
      sa.version === 1 &&
      model.captures[sa.capture]?.definition?.id === 'show crypto ikev1 sa' &&
      /^(?:MM|AM|AG)_(?:NO_STATE|SA_SETUP|KEY_EXCH|INIT_EXCH)$/.test(sa.state);
    if (!stage && !early) continue;
    const base = {
      certainty: 'likely' as const,
      side: 'unknown' as const,
      tunnel: tunnel.id,
      peer: tunnel.remote,
      evidence: [model.evidence(stateOf(model, sa), 'cause')],
    };
    // PIX 7 has the names of IOS for what is not up yet.
    if (!stage)
      report({
        ...base,
        code: 'phase1-not-established',
        ...(/KEY_EXCH/.test(sa.state) ? { candidates: atProof } : {}),
      });
    else if (stage.depth === 2) report({ ...base, code: 'peer-unreachable', detail: { direction: 'no-answer' } });
    else
      report({
        ...base,
        code: stage.phase === 1 ? 'phase1-not-established' : 'phase2-not-established',
        title: stageTitle(stage),
        candidates: candidatesOf(stage, false),
      });
  }
}

/** Phase 1 is up and the firewall holds no IPsec SA at all: phase 2 has failed, or nothing has asked for it. */
export function withoutIpsec(model: Model, report: Report): void {
  const empty = model.captures.filter(
    ({ index, definition, root, platform, startLine, endLine }) =>
      definition?.id === 'show crypto ipsec sa' &&
      /^(?:asa|ftd|pix)$/.test(platform) &&
      root.children.length === 0 &&
      // A command with nothing below it at the end of the text is where the copy ends.
      (endLine > startLine + 1 || index < model.captures.length - 1),
  );
  for (const tunnel of model.tunnels) {
    const lists = empty.filter((capture) => listsSasOf(tunnel.remote, capture)).map(({ device }) => device);
    const up = tunnel.ike.find((sa) => sa.health === 'up' && lists.includes(model.captures[sa.capture]?.device));
    if (!up || tunnel.ipsec.length > 0 || tunnel.attempts.some(({ childUp }) => childUp)) continue;
    report({
      code: 'phase2-not-established',
      certainty: 'likely',
      side: 'unknown',
      tunnel: tunnel.id,
      peer: tunnel.remote,
      evidence: [model.evidence(stateOf(model, up), 'cause')],
    });
  }
}

/** The word that names the state of an IKE SA, or all lines of the SA. */
function stateOf(model: Model, sa: IkeSa): Fact | Span {
  const records = recordsBelow((model.captures[sa.capture] as Capture).root, 'sa');
  return records.find((rec) => rec.start === sa.span.start)?.fields.state ?? sa.span;
}

/** Where a user who gets no further waits, by what the state says. */
const waitingUsers: readonly {
  readonly state: RegExp;
  readonly title: string;
  readonly candidates: NonNullable<Reported['candidates']>;
}[] = [
  {
    state: /_TM_INIT_XAUTH/i,
    title: 'Phase 1 is agreed, and {peer} is asked for a user name and password; nothing more is seen',
    candidates: [
      { code: 'xauth-failed', why: 'User name and password have not been sent, or not been accepted.' },
      {
        code: 'peer-not-configured',
        why: 'If this is a site and no user: no tunnel group of type ipsec-l2l is named after its address, so it landed in a group for users.',
      },
    ],
  },
  {
    state: /_TM_INIT_MODECFG/i,
    title: 'Phase 1 is agreed, and {peer} waits for its address and other settings; nothing more is seen',
    candidates: [
      { code: 'mode-config-failed', why: 'There is no address left in the pool, or none is assigned to the group.' },
    ],
  },
];

/** `show crypto ikev1 sa`: the only SA waits for a user. Among others that are up, somebody is just logging in. */
export function userStages(model: Model, report: Report): void {
  for (const capture of capturesOf(model.captures, 'show crypto ikev1 sa')) {
    const states = recordsBelow(capture.root, 'sa').map((sa) => ({ sa, state: sa.fields.state }));
    if (states.some(({ state }) => !waitingUsers.some((user) => user.state.test(state?.value ?? '')))) continue;
    for (const { sa, state } of states) {
      const stage = waitingUsers.find((user) => user.state.test(state?.value ?? ''));
      const peer = sa.fields.remote?.value;
      if (!stage || !state || cameUpAtAll(model, peer)) continue;
      report({
        code: 'phase1-not-established',
        certainty: 'possible',
        side: 'unknown',
        peer,
        evidence: [model.evidence(state, 'cause')],
        title: stage.title,
        candidates: stage.candidates,
      });
    }
  }
}

const cameUpAtAll = (model: Model, peer: string | undefined): boolean =>
  model.attempts.some((attempt) => attempt.peer === peer && attempt.childUp) || listsIpsec(model.tunnelOf(peer));
