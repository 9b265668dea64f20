// A small catalogue and captures made for it: what features show must not depend on how much the program knows.

import type { Catalogue } from '../../../server/src/engine/define.ts';
import { command, head, messages, rule, terms } from '../../../server/src/engine/define.ts';
import { createEngine } from '../../../server/src/engine/index.ts';
import type { Analysis } from '../../../server/src/engine/model.ts';
import { kinds } from '../../../server/src/knowledge/kinds.ts';

const source = 'https://www.rfc-editor.org/rfc/rfc2409#section-5';

export const catalogue: Catalogue = {
  kinds,
  heads: [
    head({
      id: 'ike',
      ike: 1,
      starts: ['IKE:'],
      pattern: 'IKE:\\((?<conn>\\d{1,10})\\):',
      kind: 'debug',
      command: 'debug crypto isakmp',
      platform: 'ios',
      sample: 'IKE:(1001):',
    }),
  ],
  messages: messages([
    {
      id: 'ike.begin',
      head: 'ike',
      templates: ['beginning main mode with {peer:ip}'],
      means: 'This device begins a negotiation.',
      effect: { version: 1, begins: 'ike', role: 'initiator', mode: 'main mode', arrow: 'out', label: 'MM1' },
      examples: [],
    },
    {
      id: 'ike.refused',
      head: 'ike',
      templates: ['peer {peer:ip} sent NO_PROPOSAL_CHOSEN, notify {notify:int}'],
      means: 'The peer accepts none of the offered proposals.',
      health: 'bad',
      says: [{ code: 'ike-policy-mismatch', certainty: 'certain' }],
      effect: { version: 1, arrow: 'in', label: 'NOTIFY' },
      examples: [],
      sources: [source],
    },
    {
      id: 'ike.up',
      head: 'ike',
      templates: ['peer {peer:ip} authenticated'],
      means: 'The IKE SA is up.',
      health: 'good',
      effect: { version: 1, up: 'ike' },
      examples: [],
    },
    {
      id: 'ike.spi',
      head: 'ike',
      templates: ['installed SPI {spi:spi}, lifetime {lifetimeSeconds:int}'],
      means: 'An IPsec SA was installed.',
      effect: { version: 1, up: 'child' },
      examples: [],
    },
    {
      id: 'ike.note',
      head: 'ike',
      templates: ['vendor id is not ours'],
      means: 'Unknown vendor id.',
      harmless: true,
      examples: [],
    },
    {
      id: 'ike.weak',
      head: 'ike',
      templates: ['offered {encryption:algorithm} to {peer:ip}'],
      means: 'An algorithm was offered.',
      says: [{ code: 'weak-algorithm', certainty: 'certain', role: 'context', lasting: true }],
      examples: [],
    },
  ]),
  commands: [
    command({
      id: 'show tunnels',
      fingerprints: ['tunnel to {:ip} state {:state}'],
      records: {
        tunnel: {
          opens: ['tunnel to {peer:ip} state {state:state}'],
          cells: [
            'out {encaps:count} in {decaps:count}',
            'spi in {inbound:spi} out {outbound:spi}',
            'remaining {remainingSeconds:int}',
            'fvrf {fvrf:name}',
            'via {interface:interface}',
          ],
        },
      },
      means: 'The tunnels of this device.',
      fields: { encaps: 'Packets encrypted.', decaps: 'Packets decrypted.' },
      health: (field, value) => (field === 'state' ? (value === 'UP' ? 'good' : 'bad') : undefined),
      contribute: (root, draft) => {
        for (const rec of root.children) {
          const { peer, state, encaps, decaps, inbound, outbound, fvrf } = rec.fields;
          const ends = { rec, remote: peer, fvrf, interface: rec.fields.interface };
          draft.ike({ ...ends, version: 1, state, health: state?.value === 'UP' ? 'up' : 'down' });
          draft.ipsec({
            ...ends,
            encaps,
            decaps,
            inboundSpi: inbound,
            outboundSpi: outbound,
            health: state?.value === 'UP' ? 'up' : 'down',
          });
        }
      },
    }),
  ],
  rules: [
    rule({
      code: 'ike-policy-mismatch',
      step: 2,
      role: 'cause',
      severity: 'error',
      title: 'No IKE proposal in common[[ with {peer}]]',
      explanation: 'The two ends have no set of algorithms in common.',
      next: [{ command: 'show crypto isakmp policy', why: 'Compare both lists.', where: 'either' }],
      fix: [
        {
          where: 'local',
          platform: 'ios',
          config: ['crypto isakmp policy 10', ' encryption aes 256'],
          why: 'Adds what the peer wants.',
        },
      ],
      confusable: [],
      sources: [source],
    }),
    rule({
      code: 'weak-algorithm',
      step: 2,
      role: 'context',
      severity: 'information',
      title: 'A weak algorithm is offered',
      explanation: 'It is not recommended any more.',
      next: [{ command: 'show crypto isakmp policy', why: 'Find a stronger one.', where: 'either' }],
      fix: [],
      confusable: [],
      sources: [source],
    }),
  ],
  detectors: [],
  terms: terms([
    {
      words: ['NO_PROPOSAL_CHOSEN'],
      kind: 'notify',
      name: 'NO-PROPOSAL-CHOSEN',
      number: 14,
      means: 'None of the offers fits.',
      usually: 'The policies differ.',
      health: 'bad',
      version: 1,
      sources: [source],
    },
    { words: ['3des'], kind: 'algorithm', means: 'Triple DES.', strength: 'weak', sources: [source] },
    { words: ['FVRF'], kind: 'VRF', means: 'The routing table of the encrypted packets.', sources: [source] },
    { words: ['UP'], kind: 'state', means: 'The tunnel works.', health: 'good', sources: [source] },
  ]),
  operatorCommands: [],
};

const engine = createEngine(catalogue);

/** Analyses a text in which `│` marks places; gives them as offsets in the text without the marks. */
export function analyse(marked: string): { readonly analysis: Analysis; readonly at: readonly number[] } {
  const at: number[] = [];
  let text = '';
  for (const part of marked.split('│')) {
    text += part;
    at.push(text.length);
  }
  at.pop();
  return { analysis: engine.analyse(text), at };
}

export const refused = `*Mar  7 10:00:00.000: IKE:(1001):beginning main mode with 203.0.113.9
*Mar  7 10:00:00.250: IKE:(1001):offered 3des to 203.0.113.9
*Mar  7 10:00:01.500: IKE:(1001):peer 203.0.113.9 sent NO_PROPOSAL_CHOSEN, notify 14
*Mar  7 10:00:01.700: IKE:(1001):vendor id is not ours
`;

export const oneWay = `tunnel to 203.0.113.9 state UP
 out 480 in 0
 spi in 0x5C1E77A2 out 0x0A90B4D1
 remaining 3540
 fvrf Internet
 via Tunnel10
`;
