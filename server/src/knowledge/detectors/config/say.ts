// How checks of a configuration speak: how sure a configuration is of what other outputs of the same text show.
import type { Rec, Report, Reported } from '../../../engine/define.ts';
import type { Certainty, Model, Tunnel } from '../../../engine/model.ts';
import { isIpsecUp } from '../up.ts';
import type { Block, Config } from './model.ts';

export type Say = (code: string, at: Rec | readonly Rec[], more?: Omit<Partial<Reported>, 'code' | 'evidence'>) => void;

/** Codes of what passes, or fails to pass, through a tunnel that is up. */
const insideTunnel = new Set([
  'nat-exemption-missing',
  'esp-blocked',
  'no-interesting-traffic',
  'ivrf-mismatch',
  'nhrp-multicast-map-missing',
  'nhrp-registration-failure',
]);

/**
 * What a configuration shows is proven where nothing was negotiated in the same text, or where the peer concerned is seen to fail; a debug of
 * something else knows better what really failed. A tunnel that is up needs nothing of what a line lacks.
 */
export function speaker(model: Model, config: Config, report: Report): Say {
  const quiet = model.attempts.length === 0 && model.tunnels.length === 0;
  const mine = model.tunnels.filter(
    ({ device }) => device === undefined || config.device === undefined || device === config.device,
  );
  return (code, at, more = {}) => {
    const records = 'kind' in at ? [at] : at;
    const tunnels = more.peer === undefined ? mine : mine.filter(({ remote }) => remote === more.peer);
    const up = tunnels.length > 0 && tunnels.every(isIpsecUp);
    if (up && more.peer !== undefined && !insideTunnel.has(code)) return;
    const failing = more.peer !== undefined && tunnels.some(isDown);
    const certainty: Certainty = quiet || failing ? 'certain' : 'likely';
    report({
      certainty,
      side: 'local',
      ...(up && !insideTunnel.has(code) ? { role: 'context' as const, severity: 'information' as const } : {}),
      ...more,
      values: { ...(config.device === undefined ? {} : { device: config.device }), ...more.values },
      code,
      evidence: records.map((rec) => model.evidence(rec, 'cause')),
    });
  };
}

const isDown = (tunnel: Tunnel): boolean =>
  !isIpsecUp(tunnel) &&
  (tunnel.ike.some(({ health }) => health !== 'unknown') ||
    tunnel.ipsec.some(({ health }) => health === 'down') ||
    tunnel.attempts.length > 0);

/** The record that a statement belongs to: on an ASA the lines of one map entry are statements of their own. */
function entryAt(config: Config, block: Block | undefined): Rec | undefined {
  const match = /^crypto (?:dynamic-)?map (?:ipv6 )?(\S+) (\d+) /.exec(block?.text ?? '');
  const entry = config.entries.find(({ map, sequence }) => map === match?.[1] && sequence === Number(match?.[2]));
  return entry?.rec ?? block?.rec;
}

/**
 * An excerpt may end in the middle of its last entry; on an ASA it may begin in the middle of its first one, of which `match address` is the first line,
 * unless all crypto maps were asked for.
 */
export const isCutOff = (config: Config, rec: Rec): boolean =>
  !config.whole &&
  (entryAt(
    config,
    config.blocks.findLast(({ text }) => !text.startsWith('!')),
  ) === rec ||
    (config.asa &&
      !config.allOf.has('crypto map') &&
      entryAt(config, config.blocks[0]) === rec &&
      !/^crypto map \S+ \d+ match address /.test(config.blocks[0]?.text ?? '')));
