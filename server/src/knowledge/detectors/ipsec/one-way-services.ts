// Services that are never answered: what an SA for one of them alone carries goes one way only, by design.
import type { IpsecSa } from '../../../engine/model.ts';
import { textOf } from '../values.ts';

/**
 * UDP ports, and what is sent there without an answer: syslog (RFC 5426), flow records (RFC 3954, RFC 7011; 2055, 9995 and 9996 by custom) and samples. Not SNMP
 * traps: informs go to the same port, and are answered.
 */
const services: Readonly<Record<string, string>> = {
  '514': 'syslog',
  '2055': 'flow records',
  '4739': 'flow records (IPFIX)',
  '6343': 'samples of traffic (sFlow)',
  '9995': 'flow records',
  '9996': 'flow records',
};

/** What the SA protects, where its selectors allow nothing but packets to such a port of the end that `receives`. */
export function oneWayService({ rec }: IpsecSa, receives: 'local' | 'remote'): string | undefined {
  const [protocol, port] = [textOf(rec, `${receives}Protocol`), textOf(rec, `${receives}Port`)];
  const service = protocol === '17' && port !== undefined ? services[port] : undefined;
  return service === undefined ? undefined : `${service}, UDP port ${port}`;
}
