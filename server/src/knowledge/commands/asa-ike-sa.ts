// `show crypto ikev1 sa` (also `show crypto isakmp sa`) of ASA, FTD and PIX 7: one block a peer, with `detail` a table.
import { command } from '../../engine/define.ts';
import { asaStage } from '../detectors/asa/stages.ts';
import { eachRecord, hasMet, ikev1Health } from './shared.ts';

const reference =
  'https://www.cisco.com/c/en/us/td/docs/security/asa/asa-cli-reference/S/asa-command-ref-S/show-c-commands.html';

const isUp = (state: string): boolean => /^(?:MM|AM)_(?:ACTIVE|REKEY_DONE|ACTIVE_REKEY)/i.test(state);

export const asaIkev1Sa = command({
  id: 'show crypto ikev1 sa',
  aliases: [
    'show crypto isakmp sa',
    'show isakmp sa',
    'show crypto ikev1 sa detail',
    'show crypto isakmp sa detail',
    'show isakmp sa detail',
  ],
  platform: 'asa',
  fingerprints: [
    '{:int} IKE Peer:~{:host}',
    'IKE Peer:~{:host}{:eol}',
    'Active SA:~{:count}',
    'Total IKE SA:~{:count}',
    'IKEv1 SAs:',
    'There are no IKEv1 SAs',
    'There are no isakmp sas',
    'IKE Peer Type Dir Rky State Encrypt',
  ],
  ignores: [
    'IKEv1 SAs:',
    'There are no IKEv1 SAs',
    'There are no isakmp sas',
    'There are no IKEv2 SAs',
    'IKE Peer Type Dir Rky State Encrypt Hash Auth[[ Lifetime]]',
  ],
  cells: [
    'Active SA:~{active:count}',
    'Rekey SA:~{rekeying:count}[[ (A tunnel will report {:text}]]',
    'Total IKE SA:~{total:count}',
  ],
  records: {
    sa: {
      opens: [
        '{number:int} IKE Peer:~{remote:host}',
        'IKE Peer:~{remote:host}{:eol}',
        '{number:int} {remote:ip} {type:word} {role:asaRole} {rekey:word} {state:asaState} {encryption:algorithm} {hash:algorithm} {auth:word}[[ {lifetime:int}]]',
        '{number:int} {remote:ip} {type:word} {role:asaRole} {rekey:word} {state:asaState}',
      ],
      cells: [
        'Type[[ ]]:~{type:word}',
        'Role[[ ]]:~{role:word}',
        'Rekey[[ ]]:~{rekey:word}',
        'State[[ ]]:~{state:asaState}',
        'Encrypt[[ ]]:~{encryption:algorithm}',
        'Hash[[ ]]:~{hash:algorithm}',
        'Auth[[ ]]:~{auth:word}',
        'Lifetime[[ ]]:~{lifetime:int}',
        'Lifetime Remaining[[ ]]:~{remaining:int}',
        'D-H Group[[ ]]:~{group:word}',
        'D/H Group[[ ]]:~{group:word}',
      ],
    },
  },
  means: 'The IKEv1 SAs (phase 1) of this firewall: the peer, who opened it, and how far the negotiation has come.',
  fields: {
    remote: 'The peer.',
    type: 'L2L: a site. user: a remote user; at the address of a site it means that no tunnel group of type ipsec-l2l is named after it.',
    role: 'initiator: this end opened the tunnel. responder: the peer did.',
    rekey: 'Whether the SA is being renewed.',
    state: 'MM_ACTIVE and AM_ACTIVE: phase 1 is up. MM_WAIT_MSG2 to 6: the number of the message that is awaited.',
    active: 'Phase 1 SAs.',
    rekeying: 'SAs being renewed: a tunnel then counts twice.',
    remaining: 'Seconds until phase 1 is renewed.',
  },
  health: (field, value) =>
    field === 'state' ? (isUp(value) ? 'good' : asaStage(value) ? 'waiting' : ikev1Health(value)) : undefined,
  contribute: (root, draft) =>
    eachRecord(root, 'sa', (sa) => {
      const { remote, state, role, remaining } = sa.fields;
      const name = state?.value ?? '';
      draft.ike({
        rec: sa,
        version: 1,
        remote,
        state,
        met: hasMet(name),
        health: isUp(name)
          ? 'up'
          : asaStage(name) || /_WAIT|_SND|_TM_|_BLD|_REKEY/i.test(name)
            ? 'negotiating'
            : /_FREE|_DONE/i.test(name)
              ? 'down'
              : 'unknown',
        ...(/^init/i.test(role?.value ?? '')
          ? { role: 'initiator' as const }
          : /^resp/i.test(role?.value ?? '')
            ? { role: 'responder' as const }
            : {}),
        remaining,
      });
    }),
  sources: [reference],
});
