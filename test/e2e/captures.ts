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

/** A working pair of IPsec SAs; the outbound SPI stands in two lines. */
export const IPSEC_SA = [
  'Kestrel-R2#show crypto ipsec sa',
  '',
  'interface: Tunnel40',
  '    Crypto map tag: Tunnel40-head-0, local addr 198.51.100.18',
  '',
  '   protected vrf: (none)',
  '   local  ident (addr/mask/prot/port): (0.0.0.0/0.0.0.0/0/0)',
  '   remote ident (addr/mask/prot/port): (0.0.0.0/0.0.0.0/0/0)',
  '   current_peer 203.0.113.77 port 500',
  '     PERMIT, flags={origin_is_acl,}',
  '    #pkts encaps: 5120, #pkts encrypt: 5120, #pkts digest: 5120',
  '    #pkts decaps: 4970, #pkts decrypt: 4970, #pkts verify: 4970',
  '    #send errors 0, #recv errors 0',
  '',
  '     local crypto endpt.: 198.51.100.18, remote crypto endpt.: 203.0.113.77',
  '     current outbound spi: 0x4D21B7C6(1294055366)',
  '',
  '     inbound esp sas:',
  '      spi: 0x2E90A513(781231379)',
  '        transform: esp-256-aes esp-sha256-hmac ,',
  '        in use settings ={Tunnel, }',
  '        conn id: 2207, flow_id: ESG:207, sibling_flags FFFFFFFF80000048, crypto map: Tunnel40-head-0',
  '        sa timing: remaining key lifetime (k/sec): (4607911/2725)',
  '        Status: ACTIVE(ACTIVE)',
  '',
  '     outbound esp sas:',
  '      spi: 0x4D21B7C6(1294055366)',
  '        transform: esp-256-aes esp-sha256-hmac ,',
  '        in use settings ={Tunnel, }',
  '        conn id: 2208, flow_id: ESG:208, sibling_flags FFFFFFFF80000048, crypto map: Tunnel40-head-0',
  '        sa timing: remaining key lifetime (k/sec): (4607911/2725)',
  '        Status: ACTIVE(ACTIVE)',
  '',
].join('\n');

export const PROSE = [
  'Notes from the change meeting on Tuesday.',
  'We keep the old firewall until the new one has run for a week, then the rack is emptied.',
  'The crypto team asks for the list of sites.',
  '',
].join('\n');
