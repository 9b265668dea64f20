// Captures for the protocol tests: a main mode whose proposal is refused, and text that tries to be more than text.

export const refusedMainMode = [
  '*Mar  7 10:00:00.000: ISAKMP (0): received packet from 203.0.113.5 dport 500 sport 500 Global (N) NEW SA',
  '*Mar  7 10:00:00.004: ISAKMP:(0):Old State = IKE_READY  New State = IKE_R_MM1',
  '*Mar  7 10:00:00.008: ISAKMP:(0):Checking ISAKMP transform 1 against priority 10 policy',
  '*Mar  7 10:00:00.008: ISAKMP:      encryption 3DES-CBC',
  '*Mar  7 10:00:00.008: ISAKMP:      hash SHA',
  '*Mar  7 10:00:00.008: ISAKMP:      default group 2',
  '*Mar  7 10:00:00.008: ISAKMP:      auth pre-share',
  '*Mar  7 10:00:00.008: ISAKMP:(0):Encryption algorithm offered does not match policy!',
  '*Mar  7 10:00:00.008: ISAKMP:(0):atts are not acceptable. Next payload is 0',
  '*Mar  7 10:00:00.008: ISAKMP:(0):no offers accepted!',
  '*Mar  7 10:00:00.012: ISAKMP:(0): phase 1 SA policy not acceptable! (local 198.51.100.1 remote 203.0.113.5)',
  '*Mar  7 10:00:00.012: ISAKMP (0): sending packet to 203.0.113.5 my_port 500 peer_port 500 (R) MM_NO_STATE',
  '*Mar  7 10:00:00.012: ISAKMP:(0):deleting SA reason "Phase1 SA policy proposal not accepted" state (R) MM_NO_STATE (peer 203.0.113.5)',
  '',
].join('\n');

/** What may stand where a device prints a name. None of it may come out as a link, a tag, an icon or a control character. */
export const hostile = [
  '](command:workbench.action.quit)',
  '<img/src=x/onerror=alert(1)>',
  '[x](command:ipsecDoctor.copy?%5B1%5D)',
  '`](command:a)`',
  '$(alert)',
  '![x](https://192.0.2.1/x.png)',
  'https://192.0.2.1/a',
  '\u001b[31mred',
  '\u202egnp.exe',
];
