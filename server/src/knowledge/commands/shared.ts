// What several show outputs have in common: templates, walking records, addresses with masks, and how states are judged.
import type { Fact, Health, Rec } from '../../engine/define.ts';

/** Calls `see` for each record of a kind below `root`, with the records around it, innermost first. */
export function eachRecord(root: Rec, kind: string, see: (rec: Rec, around: readonly Rec[]) => void): void {
  const visit = (rec: Rec, around: readonly Rec[]): void => {
    if (rec.kind === kind) see(rec, around);
    for (const child of rec.children) visit(child, [rec, ...around]);
  };
  visit(root, []);
}

export const childrenOf = (rec: Rec | undefined, kind: string): readonly Rec[] =>
  rec?.children.filter((child) => child.kind === kind) ?? [];

/** A fact unless it stands for nothing: `(none)`, `none`, `0.0.0.0`, an empty name. */
export function named(fact: Fact | undefined): Fact | undefined {
  return fact && !/^(?:\(?none\)?|0\.0\.0\.0|::|default|-+)$/i.test(fact.value) ? fact : undefined;
}

export const numberOf = (fact: Fact | undefined): number | undefined => {
  const value = fact && /^\d+$/.test(fact.value) ? Number(fact.value) : undefined;
  return value !== undefined && Number.isSafeInteger(value) ? value : undefined;
};

/** `10.1.0.0` and `255.255.0.0` make `10.1.0.0/16`; what is no mask is kept as it is. */
export function prefixOf(address: string, mask: string | undefined): string {
  if (mask === undefined || mask === '') return address;
  const octets = mask.split('.').map(Number);
  if (octets.length !== 4 || octets.some((octet) => !Number.isInteger(octet) || octet < 0 || octet > 255))
    return `${address}/${mask}`;
  const bits = octets.map((octet) => octet.toString(2).padStart(8, '0')).join('');
  return /^1*0*$/.test(bits) ? `${address}/${bits.indexOf('0') < 0 ? 32 : bits.indexOf('0')}` : `${address}/${mask}`;
}

/** `host 192.0.2.1` and `10.1.0.0/255.255.0.0` as prefixes. */
export function selectorOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const host = /^host\s+(\S+)/.exec(text);
  if (host) return /:/.test(host[1] as string) ? `${host[1]}/128` : `${host[1]}/32`;
  const [address, mask] = text.split('/');
  return address === undefined ? text : prefixOf(address, mask);
}

/** An SPI as it is compared: printed with `0x` before it or without. */
export const spiDigits = (spi: string | undefined): string | undefined => spi?.replace(/^0x/i, '').toUpperCase();

/** The SPI of a fact unless it is zero. */
export const realSpi = (fact: Fact | undefined): Fact | undefined =>
  fact && !/^(?:0x)?0*$/i.test(fact.value) ? fact : undefined;

/** The states of `show crypto isakmp sa`. */
const ikev1States =
  'QM_IDLE MM_NO_STATE MM_SA_SETUP MM_KEY_EXCH MM_KEY_AUTH AG_NO_STATE AG_INIT_EXCH AG_AUTH CONF_XAUTH CONF_ADDR GDOI_IDLE GDOI_REKEY'.split(
    ' ',
  );
/** Letters that who copies by hand or scans a page takes for one another. */
const asScanned = (word: string): string => word.replace(/[QO]/g, '0').replace(/[IlL]/g, '1');

/** The state that was meant: `OM_IDLE` and `QM_1DLE` are QM_IDLE. */
export const ikev1State = (state: string): string =>
  ikev1States.find((known) => asScanned(known) === asScanned(state)) ?? state;

/** How IKEv1 states of IOS and ASA are judged. */
export function ikev1Health(written: string): Health | undefined {
  const state = ikev1State(written);
  if (/^(?:QM_IDLE|MM_ACTIVE|AM_ACTIVE|ACTIVE|GDOI_IDLE|GDOI_REKEY)$/i.test(state)) return 'good';
  if (/^(?:MM_NO_STATE|AG_NO_STATE)$/i.test(state)) return 'bad';
  if (/^(?:MM|AG|AM|CONF|QM)_/i.test(state)) return 'waiting';
  return undefined;
}

/** Keys were exchanged, or an answer was used for the next message: each end has heard the other. */
export const hasMet = (state: string): boolean =>
  /^(?:MM_KEY_(?:EXCH|AUTH)|AG_AUTH|CONF_\w{1,20}|MM_WAIT_MSG_?[456])$/i.test(ikev1State(state));

/** How IKEv2 states are judged. */
export function ikev2Health(state: string): Health | undefined {
  if (/^(?:READY|UP-ACTIVE|UP-IDLE|MM_ACTIVE|ESTABLISHED)$/i.test(state)) return 'good';
  if (/^(?:IN-NEG|NEGOTIATING|INIT|REKEY|DOWN-NEGOTIATING)$/i.test(state)) return 'waiting';
  if (/^(?:DELETE|DELETED|FAILED|DOWN|DEAD)$/i.test(state)) return 'bad';
  return undefined;
}

/** Counters of errors: zero is well, anything else deserves a look. */
export const errorCounter = (value: string): Health | undefined =>
  /^0+$/.test(value) ? 'neutral' : /^\d+$/.test(value) ? 'bad' : undefined;

/** Lines that `show crypto session` and `show dmvpn detail` both print. */
export const flowLine = 'IPSEC FLOW: {action} {protocol} {localSelector:selector} {remoteSelector:selector}';
/** The IKE SA of a session, as a fingerprint and as a cell. */
export const ikeLine = '((IKE|IKEv1|IKEv2)) SA: local {:host}';
export const ikeCell =
  '{version:ikeVersion} SA: local {local:host}[[/{localPort:port}]] remote {remote:host}[[/{remotePort:port}]] {state:state}';

/** `10.1.0.0` to `10.1.255.255` as `10.1.0.0/16`; a range that is no prefix is kept as a range. */
export function rangeOf(from: string | undefined, to: string | undefined): string | undefined {
  if (from === undefined || to === undefined || from === to)
    return from === undefined ? undefined : from.includes(':') ? `${from}/128` : `${from}/32`;
  const [low, high] = [from, to].map((address) => address.split('.').map(Number)) as [number[], number[]];
  if (low.length !== 4 || high.length !== 4) return `${from}-${to}`;
  const mask = low.map((octet, index) => 255 - (octet ^ (high[index] as number)));
  const prefix = prefixOf(from, mask.join('.'));
  const aligned = low.every((octet, index) => (octet & (255 - (mask[index] as number))) === 0);
  return aligned && /\/\d+$/.test(prefix) ? prefix : `${from}-${to}`;
}

/** The address in `host 192.0.2.1`: where a flow is GRE between two hosts, its ends are those of the tunnel. */
export function hostOf(selector: Fact | undefined): Fact | undefined {
  const match = selector && /^host\s+/.exec(selector.value);
  if (!match) return undefined;
  const at = match[0].length;
  return {
    name: selector.name,
    kind: 'ip',
    value: selector.value.slice(at),
    start: selector.start + at,
    end: selector.end,
  };
}

/** Whether any record holds one of these fields: wording that only one platform prints. */
export function holdsField(root: Rec, names: readonly string[]): boolean {
  return root.all.some(({ name }) => names.includes(name)) || root.children.some((child) => holdsField(child, names));
}
