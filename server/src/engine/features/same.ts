// The same thing elsewhere in the text: SPIs, cookies, connection and message ids, addresses; for highlights, references, definition and hovers.
import type { Fact } from '../define.ts';
import type { Analysis, Span } from '../model.ts';
import { factAt, lineOf, lineSpan, wordAt } from './places.ts';

/** What makes two places the same thing. */
export interface Identity extends Span {
  readonly kind: 'spi' | 'cookie' | 'address' | 'id' | 'name';
  readonly value: string;
  /** Ids are small numbers: only facts of this name, or the same number between the same marks, are the same id. */
  readonly name?: string;
}

export interface Search {
  readonly from?: number;
  readonly to?: number;
  readonly limit: number;
}

/** Connection, session and message ids are also read as plain numbers. */
export const isId = (fact: Fact): boolean => fact.kind === 'id' || /^(?:conn|session|mid|msgid)$/.test(fact.name);

/** Names that the configuration gave: maps, profiles, VRFs, interfaces, trustpoints. */
export const isName = (fact: Fact): boolean =>
  /^(?:name|vrf|interface|trustpoint)$/.test(fact.kind) && /^[A-Za-z0-9]/.test(fact.value);

const addressLike = /^(?:[0-9A-Za-z*]{1,12}(?:\.[0-9A-Za-z*]{1,12}){3}|[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*)$/;
const spiLike = /^0x[0-9A-Fa-f]{5,8}$/;
const cookieLike = /^(?:0x)?[0-9A-Fa-f]{16}$/;

/** The identity at an offset: of the fact there, or of a word that cannot be anything else. */
export function identityAt(analysis: Analysis, offset: number): Identity | undefined {
  const fact = factAt(analysis, offset);
  if (fact) {
    const { start, end, value, name } = fact;
    if (fact.kind === 'spi') return { kind: 'spi', value, start, end };
    if (/spi/i.test(name) && /^\d{7,10}$/.test(value))
      return { kind: 'spi', value: `0x${Number(value).toString(16).toUpperCase()}`, start, end };
    if (fact.kind === 'cookie') return { kind: 'cookie', value, start, end };
    if (fact.kind === 'ip' || fact.kind === 'host') return { kind: 'address', value, start, end };
    if (isName(fact)) return { kind: 'name', value, start, end };
    if (isId(fact)) return { kind: 'id', value, name, start, end };
  }
  const span = wordAt(analysis, offset);
  if (!span) return undefined;
  // `198.51.100.7/500`, `198.51.100.7:500`: the address alone. The last colon of an IPv6 address is its own.
  const word = analysis.text.slice(span.start, span.end);
  const cut = /\/\d{1,5}$|^[^:]*(?=:\d{1,5}$)/.exec(word);
  const alone = cut && (cut[0].startsWith('/') ? word.slice(0, cut.index) : cut[0]);
  const bare = alone && addressLike.test(alone) ? alone : word;
  const value = bare;
  const place = { start: span.start, end: span.start + bare.length };
  if (spiLike.test(value)) return { kind: 'spi', value, ...place };
  if (cookieLike.test(value)) return { kind: 'cookie', value, ...place };
  if (/^\d{7,10}$/.test(value)) {
    // `0x5C1E77A2(1545500578)`: the same number in decimal.
    const hex = /0x([0-9A-Fa-f]{5,8}) ?\($/.exec(analysis.text.slice(Math.max(0, place.start - 16), place.start))?.[1];
    if (hex && Number.parseInt(hex, 16) === Number(value)) return { kind: 'spi', value: `0x${hex}`, ...place };
  }
  if (addressLike.test(value) && /\d/.test(value)) return { kind: 'address', value, ...place };
  return undefined;
}

/** Every place of an identity, in the order of the text; at most `limit`. */
export function placesOf(analysis: Analysis, identity: Identity, search: Search): readonly Span[] {
  switch (identity.kind) {
    case 'spi':
      return spiPlaces(analysis.text, identity.value, search);
    case 'cookie':
      return hexPlaces(analysis.text, hexDigits(identity.value), search);
    case 'address':
      return literalPlaces(
        analysis.text,
        identity.value,
        search,
        identity.value.includes(':') ? isIpv6Part : isIpv4Part,
      );
    case 'name':
      return literalPlaces(analysis.text, identity.value, search, isNamePart);
    case 'id':
      return idPlaces(analysis, identity, search);
  }
}

/** The first place in the text: where the thing was met first. */
export function definitionOf(analysis: Analysis, identity: Identity): Span | undefined {
  return placesOf(analysis, identity, { limit: 1 })[0];
}

export const highlightsAt = (analysis: Analysis, offset: number): readonly Span[] =>
  referencesAt(analysis, offset, 1000);

export function referencesAt(analysis: Analysis, offset: number, limit: number): readonly Span[] {
  const identity = identityAt(analysis, offset);
  return identity ? placesOf(analysis, identity, { limit }) : [];
}

/** SPI without prefix and leading zeros, upper case; undefined for what is no number (masked) and for zero, which is no SPI. */
export function normalSpi(value: string): string | undefined {
  const digits = hexDigits(value);
  return /^[0-9A-F]{1,16}$/.test(digits) ? digits : undefined;
}

const hexDigits = (value: string): string => value.replace(/^0x/i, '').replace(/^0+/, '').toUpperCase();

function spiPlaces(text: string, value: string, search: Search): readonly Span[] {
  const digits = normalSpi(value);
  if (!digits) return [];
  const hex = hexPlaces(text, digits, search);
  const decimal = String(Number.parseInt(digits, 16));
  // Some lines print the SPI in decimal, alone or behind the hexadecimal one; short numbers could be anything.
  if (digits.length > 8 || decimal.length < 7 || decimal === digits) return hex;
  return ordered([...hex, ...literalPlaces(text, decimal, search, isAlphanumeric)], search.limit);
}

/** Hexadecimal digits in upper, lower or written case, with or without `0x` and leading zeros. */
function hexPlaces(text: string, digits: string, search: Search): readonly Span[] {
  if (digits.length < 2) return [];
  const spans: Span[] = [];
  for (const spelling of new Set([digits, digits.toLowerCase()]))
    for (const { start, end } of literalPlaces(
      text,
      spelling,
      { ...search, limit: Number.POSITIVE_INFINITY },
      () => false,
    )) {
      if (isAlphanumeric(text.charCodeAt(end))) continue;
      let from = start;
      while (text.charCodeAt(from - 1) === 0x30) from -= 1;
      if ((text.charCodeAt(from - 1) | 32) === 0x78 && text.charCodeAt(from - 2) === 0x30) from -= 2;
      else if ((text.charCodeAt(from - 1) | 32) === 0x78 && text.charCodeAt(from) === 0x30) continue;
      if (isAlphanumeric(text.charCodeAt(from - 1))) continue;
      spans.push({ start: from, end });
      if (spans.length >= search.limit * 2) break;
    }
  return ordered(spans, search.limit);
}

/** Where `value` stands with no character of `isPart` right before or behind it. */
function literalPlaces(
  text: string,
  value: string,
  { from = 0, to = text.length, limit }: Search,
  isPart: (code: number, other: number) => boolean,
): Span[] {
  const spans: Span[] = [];
  for (let at = text.indexOf(value, from); at >= 0 && at < to; at = text.indexOf(value, at + 1)) {
    const end = at + value.length;
    if (
      isPart(text.charCodeAt(at - 1), text.charCodeAt(at - 2)) ||
      (isPart(text.charCodeAt(end), text.charCodeAt(end + 1)) && !ikePort.test(text.slice(end, end + 6)))
    )
      continue;
    spans.push({ start: at, end });
    if (spans.length >= limit) break;
  }
  return spans;
}

function idPlaces(analysis: Analysis, identity: Identity, search: Search): readonly Span[] {
  const { text } = analysis;
  const marks = (span: Span): string => `${text[span.start - 1] ?? ''} ${text[span.end] ?? ''}`;
  const bracketed = /^[(:=] [),:]$/.test(marks(identity));
  const kept: Span[] = [];
  for (const span of literalPlaces(text, identity.value, { ...search, limit: search.limit * 20 }, isAlphanumeric)) {
    const fact = factAt(analysis, span.start);
    const same = fact
      ? fact.start === span.start && isId(fact) && fact.name === identity.name
      : bracketed && marks(span) === marks(identity) && sameHead(text, analysis, span, identity);
    if (same) kept.push(span);
    if (kept.length >= search.limit) break;
  }
  return kept;
}

/** Lines nobody understood still have a head: the letters before the id must be the same. */
function sameHead(text: string, analysis: Analysis, a: Span, b: Span): boolean {
  const before = (span: Span): string => {
    const line = lineSpan(analysis, lineOf(analysis, span.start));
    return /[A-Za-z]*[^A-Za-z]*$/.exec(text.slice(Math.max(line.start, span.start - 16), span.start))?.[0] ?? '';
  };
  return before(a) === before(b);
}

function ordered(spans: readonly Span[], limit: number): readonly Span[] {
  const sorted = spans.toSorted((a, b) => a.start - b.start || b.end - a.end);
  return sorted.filter((span, index) => index === 0 || span.start >= (sorted[index - 1] as Span).end).slice(0, limit);
}

const isAlphanumeric = (code: number): boolean =>
  (code >= 0x30 && code <= 0x39) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);

const isNamePart = (code: number): boolean => isAlphanumeric(code) || code === 0x2d || code === 0x5f;

/** An IKE port behind an IPv6 address looks like one more part of it; so does the port of a captured packet behind an IPv4 address. */
const ikePort = /^(?::(?:500|4500|848)(?![0-9A-Za-z:])|\.(?:500|4500|848)(?![0-9A-Za-z.]))/;

/** A digit or letter, or a dot (in IPv6: a colon) with more of an address behind it. */
const isIpv4Part = (code: number, other: number): boolean =>
  isAlphanumeric(code) || (code === 0x2e && isAlphanumeric(other));
const isIpv6Part = (code: number, other: number): boolean =>
  isAlphanumeric(code) || (code === 0x3a && (isAlphanumeric(other) || other === 0x3a));
