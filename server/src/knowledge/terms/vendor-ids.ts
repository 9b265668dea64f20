// Vendor ids: what peers say about themselves in the first messages of IKEv1.
import { type Term, terms } from '../../engine/define.ts';

const rfc3947 = 'https://www.rfc-editor.org/rfc/rfc3947#section-3.1';
const rfc3706 = 'https://www.rfc-editor.org/rfc/rfc3706#section-5.1';
const mainMode = 'https://www.cisco.com/en/US/tech/tk583/tk372/technologies_tech_note09186a0080bce520.shtml';

const ids: readonly (readonly [words: readonly string[], means: string, source: string])[] = [
  [['NAT-T RFC 3947', 'vendor-rfc3947'], 'The peer can pass through NAT in the standard way (UDP 4500).', rfc3947],
  [['NAT-T v7', 'vendor-07'], 'The peer also knows draft 7 of NAT traversal; the standard one is preferred.', rfc3947],
  [['NAT-T v3', 'vendor-03'], 'The peer also knows draft 3 of NAT traversal.', rfc3947],
  [['NAT-T v2', 'vendor-02'], 'The peer also knows draft 2 of NAT traversal.', rfc3947],
  [
    ['vendor ID is DPD'],
    'The peer supports dead peer detection. Whether it asks is a matter of its configuration.',
    rfc3706,
  ],
  [['vendor ID is Unity'], 'The peer speaks the extensions of the Cisco VPN client (Easy VPN).', mainMode],
  [
    ['vendor ID is XAUTH'],
    'The peer supports extended authentication: user name and password after phase 1.',
    mainMode,
  ],
  [['speaking to another IOS box'], 'The peer is a Cisco router.', mainMode],
  [
    ['seems Unity/DPD but major', 'seems Unity/DPD but hash mismatch'],
    'The vendor id is compared with a known one and is another. Harmless: it is printed in every negotiation.',
    mainMode,
  ],
  [
    ['IKE Fragmentation', 'IKE frag'],
    'The peer can cut large IKE messages itself, so that no IP fragments are needed.',
    mainMode,
  ],
];

export const vendorIds: readonly Term[] = terms(
  ids.map(([words, means, source]) => ({ words, kind: 'vendor-id', means, version: 1 as const, sources: [source] })),
);
