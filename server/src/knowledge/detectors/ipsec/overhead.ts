// How many bytes IPsec adds to a packet, and so the largest packet that fits inside a tunnel (RFC 4303, RFC 3948, RFC 2890).
import type { Rec } from '../../../engine/define.ts';
import { numberIn, recordsBelow } from '../values.ts';

export interface Encapsulation {
  /** As devices print it: `esp-256-aes esp-sha256-hmac`, `esp-gcm 256`. */
  readonly transform: string;
  readonly mode: 'tunnel' | 'transport';
  readonly natTraversal: boolean;
  /** GRE inside: 4 bytes, and 4 more with a tunnel key. */
  readonly gre: 'none' | 'plain' | 'keyed';
}

const ipHeader = 20;
const udpHeader = 8;
const espHeader = 8;
/** Pad length and next header. */
const espTrailer = 2;
const tcpAndIp = 40;

/** Initialisation vector, block size and integrity check value; undefined for a transform that is not known. */
function sizesOf(transform: string): { iv: number; block: number; icv: number } | undefined {
  const words = transform.toLowerCase();
  const icv = /sha512/.test(words)
    ? 32
    : /sha384/.test(words)
      ? 24
      : /sha256/.test(words)
        ? 16
        : /sha|md5/.test(words)
          ? 12
          : 0;
  if (/gcm|gmac/.test(words)) return { iv: 8, block: 4, icv: 16 };
  if (/aes/.test(words)) return { iv: 16, block: 16, icv };
  if (/des/.test(words)) return { iv: 8, block: 8, icv };
  if (/null/.test(words)) return { iv: 0, block: 4, icv };
  return undefined;
}

/** The largest packet that fits inside, and the TCP segment that fits into it. */
export function largestInside(
  pathMtu: number,
  how: Encapsulation,
): { readonly mtu: number; readonly mss: number } | undefined {
  const sizes = sizesOf(how.transform);
  if (!sizes) return undefined;
  const outside = ipHeader + (how.natTraversal ? udpHeader : 0) + espHeader + sizes.iv + sizes.icv;
  const payload = Math.floor((pathMtu - outside) / sizes.block) * sizes.block - espTrailer;
  const gre = how.gre === 'none' ? 0 : how.gre === 'keyed' ? 8 : 4;
  // GRE carries a whole packet; in tunnel mode ESP wraps the GRE packet with its own header too.
  const inside =
    payload -
    gre -
    (how.gre !== 'none' && how.mode === 'tunnel' ? ipHeader : 0) +
    (how.gre === 'none' && how.mode === 'transport' ? ipHeader : 0);
  return inside > 0 ? { mtu: inside, mss: inside - tcpAndIp } : undefined;
}

/** What stands between the braces of `in use settings`. */
export const settingsOf = (sa: Rec): string =>
  sa.all
    .filter(({ name }) => name === 'mode')
    .map(({ value }) => value)
    .join(', ');

/** The same for a flow of `show crypto ipsec sa`, from its transform, settings and path MTU. */
export function insideOfFlow(flow: Rec): { readonly mtu: number; readonly mss: number } | undefined {
  const sa = [...recordsBelow(flow, 'outboundSa'), ...recordsBelow(flow, 'inboundSa')].find(
    (one) => one.fields.encryption !== undefined,
  );
  if (!sa) return undefined;
  const transform = [sa.fields.encryption, sa.fields.integrity].map((fact) => fact?.value ?? '').join(' ');
  const settings = settingsOf(sa);
  return largestInside(numberIn(flow.fields.pathMtu) ?? 1500, {
    transform,
    mode: /transport/i.test(settings) ? 'transport' : 'tunnel',
    natTraversal: /UDP-Encaps|NAT-T/i.test(settings),
    gre: flow.fields.localProtocol?.value === '47' ? 'plain' : 'none',
  });
}
