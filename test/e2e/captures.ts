// The texts that the suite pastes. Composed for it, with documentation addresses.

/** Main mode: every offer of the peer is refused. */
export const REFUSED_MAIN_MODE = [
  'Kestrel-R2#debug crypto isakmp',
  '*Mar 14 08:12:40.117: ISAKMP (0): received packet from 203.0.113.77 dport 500 sport 500 Global (N) NEW SA',
  '*Mar 14 08:12:40.117: ISAKMP: Created a peer struct for 203.0.113.77, peer port 500',
  '*Mar 14 08:12:40.117: ISAKMP:(0):Old State = IKE_READY  New State = IKE_R_MM1',
  '*Mar 14 08:12:40.121: ISAKMP:(0): processing SA payload. message ID = 0',
  '*Mar 14 08:12:40.121: ISAKMP:(0):Checking ISAKMP transform 1 against priority 20 policy',
  '*Mar 14 08:12:40.121: ISAKMP:      encryption 3DES-CBC',
  '*Mar 14 08:12:40.121: ISAKMP:      hash SHA',
  '*Mar 14 08:12:40.121: ISAKMP:      default group 2',
  '*Mar 14 08:12:40.121: ISAKMP:      auth pre-share',
  '*Mar 14 08:12:40.121: ISAKMP:(0):Encryption algorithm offered does not match policy!',
  '*Mar 14 08:12:40.121: ISAKMP:(0):atts are not acceptable. Next payload is 0',
  '*Mar 14 08:12:40.121: ISAKMP:(0):no offers accepted!',
  '*Mar 14 08:12:40.121: ISAKMP:(0): phase 1 SA policy not acceptable! (local 198.51.100.18 remote 203.0.113.77)',
  '*Mar 14 08:12:40.125: ISAKMP:(0): sending packet to 203.0.113.77 my_port 500 peer_port 500 (R) MM_NO_STATE',
  '*Mar 14 08:12:40.125: ISAKMP:(0): Notify has no hash. Rejected.',
  '',
].join('\n');

/** A tunnel that works, without prompt and command line. */
export const HEALTHY_SA_TABLE = [
  'IPv4 Crypto ISAKMP SA',
  'dst             src             state          conn-id status',
  '203.0.113.77    198.51.100.18   QM_IDLE           1004 ACTIVE',
  '',
  'IPv6 Crypto ISAKMP SA',
  '',
].join('\n');

export const PROSE = [
  'Notes from the change meeting on Tuesday.',
  'We keep the old firewall until the new one has run for a week, then the rack is emptied.',
  'The crypto team asks for the list of sites.',
  '',
].join('\n');
