// A glance at a text: might it be worth a closer look? Costs next to nothing, so that windows without such text start no server.

/** Words without which no output about a tunnel does; prose and configurations use them too, the server tells. */
const WORDS =
  /isakmp|ike(?:v[12]|\b)|ipsec|crypto|pki|dmvpn|nhrp|gdoi|gkm|vpn|tunnel|\btu\d|#pkts|conn-id|current_peer|proxy|packet-tracer|packet-[rt]x error|pktengret|Group = |QM FSM|QM_IDLE|_(?:NO_STATE|KEY_EXCH|SA_SETUP|INIT_EXCH)|PHASE [12] COMPLETED|SA proposals|notify message|IPACCESSLOG|\.4?500 >|Peer-WAN#|%(?:ASA|FTD|PIX)-/i;

export const maySpeakOfTunnels = (sample: string): boolean => WORDS.test(sample);
