// `debug crypto ipsec` of ASA and FTD: SAs that are made, installed and destroyed, and the crypto map lookups before.
import { type Message, messages } from '../../engine/define.ts';

const guide =
  'https://www.cisco.com/c/en/us/support/docs/security/asa-5500-x-series-next-generation-firewalls/113574-tg-asa-ipsec-ike-debugs-main-00.html';

interface More extends Partial<Omit<Message, 'id' | 'head' | 'templates' | 'means' | 'examples'>> {
  readonly text?: string;
  readonly also?: readonly string[];
}
const line = (
  id: string,
  template: string,
  means: string,
  { text = template, also = [], ...rest }: More = {},
): Message => ({
  id: `asa-ipsec.${id}`,
  head: 'asa-ipsec',
  templates: [template, ...also],
  means,
  examples: [`IPSEC: ${text}`, `Mar 04 11:20:31 fw-muc IPSEC DEBUG: ${text}`],
  sources: [guide],
  ...rest,
});

/** The lines below a line of the debug: one value each, as it stands in the SA or rule that is made. */
const parts: Message = {
  id: 'asa-ipsec.part',
  head: 'asa-ipsec-line',
  templates: [
    'SCB[[ ]]:~{:hex}',
    'Direction[[ ]]:~((inbound|outbound))',
    'SPI[[ ]]:~{spi:spi}',
    'Session ID[[ ]]:~{:hex}',
    'VPIF num[[ ]]:~{:hex}',
    'Tunnel type[[ ]]:~{tunnel:word}',
    'Protocol[[ ]]:~{protocol:word}',
    'Lifetime[[ ]]:~{lifetime:int} seconds',
    'Flags[[ ]]:~{:hex}',
    'SA[[ ]]:~{:hex}',
    'MTU[[ ]]:~{mtu:int} bytes',
    'VCID[[ ]]:~{:hex}',
    'Peer[[ ]]:~{:hex}',
    'Channel[[ ]]:~{:hex}',
    'VPN handle[[ ]]:~{:hex}',
    'Rule ID[[ ]]:~{:hex}',
    '((Src|Dst)) ((addr|mask)):~{address:ip}',
    '((Src|Dst)) ports{:eol}',
    '((Upper|Lower))[[ ]]:~{:int}',
    'Op[[ ]]:~((ignore|equal|range|gt|lt|ne)){:eol}',
    'Use ((protocol|SPI)):~((true|false))',
  ],
  means: 'A value of the SA, context or rule in the line above.',
  context: true,
  examples: ['    SPI      : 0x5C1A77BE', '    Tunnel type: l2l', '    Dst addr: 10.47.0.0'],
  sources: [guide],
};

/** Which crypto map entry a packet belongs to: `IPSEC(crypto_map_check)-3: …`. */
const lookup = (id: string, template: string, means: string, text: string, rest: Partial<Message> = {}): Message => ({
  id: `asa-ipsec.lookup.${id}`,
  head: 'asa-map-check',
  templates: [template],
  means,
  examples: [`IPSEC(crypto_map_check)-3: ${text}`, `Mar 04 11:20:31 fw-muc IPSEC(crypto_map_check)-5: ${text}`],
  sources: [guide],
  ...rest,
});
const lookups: readonly Message[] = [
  lookup(
    'packet',
    'Looking for crypto map matching 5-tuple: Prot=~{protocol:int}, saddr=~{src:ip}, sport=~{:int}, daddr=~{dst:ip}, dport=~{:int}',
    'A packet is compared with the crypto map entries, in order.',
    'Looking for crypto map matching 5-tuple: Prot=1, saddr=10.31.0.9, sport=8, daddr=10.47.0.8, dport=0',
  ),
  lookup(
    'skipped',
    'Checking crypto map {map:word} {seq:int}: skipping {why:text}',
    'This entry does not fit the packet; a later one may.',
    'Checking crypto map outside_map 10: skipping because 5-tuple does not match ACL SITE-B.',
  ),
  lookup(
    'matched',
    'Checking crypto map {map:word} {seq:int}: matched',
    'The packet belongs to this crypto map entry: the tunnel is asked for.',
    'Checking crypto map outside_map 10: matched.',
    { health: 'good' },
  ),
  lookup(
    'none',
    'Error: No crypto map matched',
    'The packet fits no crypto access list, so nothing protects it and no tunnel is asked for.',
    'Error: No crypto map matched.',
    {
      health: 'bad',
    },
  ),
];

export const asaIpsec = messages([
  parts,
  ...lookups,
  line('embryonic', 'New embryonic SA created @ {address:hex}[[,]]', 'An SA is begun; it is not in use yet.', {
    text: 'New embryonic SA created @ 0x7f98613ea60,',
  }),
  line('pfkey', 'Received a PFKey message from IKE', 'IKE asks the IPsec side to do something.'),
  line(
    'pfkey-parse',
    'Parsing PFKey {what:word} message',
    'What IKE asks for: GETSPI reserves an SPI, ADD installs an SA, UPDATE gives it its keys, DELETE removes it.',
    { text: 'Parsing PFKey GETSPI message' },
  ),
  line(
    'pfkey-delete',
    'Received a DELETE PFKey message from IKE for an {direction:word} SA (SPI {spi:spi})',
    'IKE takes back an SA: it was deleted, or its negotiation failed.',
    { text: 'Received a DELETE PFKey message from IKE for an inbound SA (SPI 0x5C1A77BE)' },
  ),
  line('creating', 'Creating IPsec SA', 'An SA is begun.'),
  line('getting-spi', 'Getting the {direction:word} SPI', 'An SPI is chosen.', { text: 'Getting the inbound SPI' }),
  line('completed', 'Completed {direction:word} {what:words}, SPI {spi:spi}', 'An SA is installed.', {
    text: 'Completed outbound VPN context, SPI 0x90B1E07D',
    health: 'good',
    also: ['Completed host {:text}', 'Completed {what:text}'],
  }),
  line('creating-part', 'Creating {direction:word} {what:words}, SPI {spi:spi}', 'A part of an SA is installed.', {
    text: 'Creating outbound VPN context, SPI 0x90B1E07D',
    also: ['Creating {direction:word} {what:words}'],
  }),
  line('new-rule', 'New {direction:word} {what:words} rule, SPI {spi:spi}', 'A rule that sends packets to the SA.', {
    text: 'New inbound tunnel flow rule, SPI 0x5C1A77BE',
    also: ['Adding {direction:word} {what:words}, SPI {spi:spi}'],
  }),
  line('host-update', 'Completed host {what:words}, SPI {spi:spi}', 'The SA is known to the fast path.', {
    text: 'Completed host IBSA update, SPI 0x5C1A77BE',
    health: 'good',
  }),
  line(
    'state-change',
    '((Inbound|Outbound)) SA (SPI {spi:spi}) state change from {from:word} to {to:word}',
    'An SA goes on to another state: embryonic, active, dying, dead.',
    { text: 'Inbound SA (SPI 0x5C1A77BE) state change from embryonic to active' },
  ),
  line('destroy', '((Inbound|Outbound)) SA (SPI {spi:spi}) ((destroy|free)) {:text}', 'An SA is removed.', {
    text: 'Inbound SA (SPI 0x5C1A77BE) destroy started, state active',
  }),
  line('destroy-spi', 'Destroy current {direction:word} SPI:~{spi:spi}', 'An SA is removed.', {
    text: 'Destroy current inbound SPI: 0x5C1A77BE',
    also: ['Increment SA {:text}', 'Deleted {direction:word} {:text}', 'Removed {:text}'],
  }),
]);
