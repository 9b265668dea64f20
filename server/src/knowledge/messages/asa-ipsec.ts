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

export const asaIpsec = messages([
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
