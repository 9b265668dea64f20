// Judges notifies with which this end itself refuses, read from the payloads of its packets: they mean what its sentences mean.
import type { Reported } from '../../../engine/define.ts';
import type { Certainty, Occurrence, Side } from '../../../engine/model.ts';
import { capturesOf, groupBy, numberIn, recordsBelow, sameDevice, textOf } from '../values.ts';
import type { Facts } from './ikev2-exchanges.ts';
import { type Code, childRefusals, pointOf, type Say } from './ikev2-reports.ts';

/** What stands alone for its reason, and who has to change something. */
const plain: Readonly<Record<string, readonly [Code, Side]>> = {
  TS_UNACCEPTABLE: ['proxy-id-mismatch', 'either'],
  SINGLE_PAIR_REQUIRED: ['proxy-id-mismatch', 'either'],
  INTERNAL_ADDRESS_FAILURE: ['mode-config-failed', 'local'],
  FAILED_CP_REQUIRED: ['mode-config-failed', 'remote'],
  INVALID_MAJOR_VERSION: ['ike-version-mismatch', 'either'],
};

/** This end refused with a notify, and no line says more of it. */
export function judgeOwnRefusal(facts: Facts, say: Say): boolean {
  for (const { name, stage, line } of facts.sent) {
    const [code, side] = plain[name] ?? [];
    if (code !== undefined && side !== undefined) {
      say(code, 'certain', [line], { side, ...(name === 'INTERNAL_ADDRESS_FAILURE' && spentPools(facts, line, true)) });
      return true;
    }
    const other = notAlone(name, stage);
    if (!other) continue;
    say(other[0], other[1], [line], { side: 'either' });
    return true;
  }
  return sayBareRefusal(facts, say);
}

/** Errors that end an exchange without a word on the reason (RFC 7296, 2.21 and 3.10.1), whichever end sends them. */
const bare: Readonly<Record<string, Code>> = {
  NO_ADDITIONAL_SAS: 'phase2-not-established',
  INVALID_SYNTAX: 'phase1-not-established',
  UNSUPPORTED_CRITICAL_PAYLOAD: 'phase1-not-established',
};

function sayBareRefusal(facts: Facts, say: Say): boolean {
  const refused = [...facts.received, ...facts.sent].find(
    ({ name, stage }) => bare[name] !== undefined && (stage === 'init' || stage === 'auth'),
  );
  const code = refused && bare[refused.name];
  if (!refused || code === undefined) return false;
  const [, , more] = childRefusals[refused.name] ?? [];
  say(code, 'likely', [refused.line], { side: 'unknown', ...more });
  return true;
}

/** What tells its reason together with the exchange only. */
function notAlone(name: string, stage: string): readonly [Code, Certainty] | undefined {
  if (name === 'AUTHENTICATION_FAILED') return ['authentication-failed', 'likely'];
  if (name !== 'NO_PROPOSAL_CHOSEN') return undefined;
  const ofStage: Readonly<Record<string, readonly [Code, Certainty]>> = {
    init: ['ike-policy-mismatch', 'likely'],
    auth: ['phase2-not-established', 'likely'],
    child: [childRefusals.NO_PROPOSAL_CHOSEN?.[0] ?? 'phase2-not-established', 'likely'],
  };
  return ofStage[stage];
}

/** A sentence of this end says that it has no address to give: the pool beside it tells why. */
export function sayPool(facts: Facts, say: Say): void {
  const line = facts.first('no-address');
  const more = line && spentPools(facts, line, true);
  if (more?.evidence) say('mode-config-failed', 'certain', [line], { side: 'local', count: 0, ...more });
}

/** A pool of the end that hands out addresses has none left: not in the last look at it, and in none of its ranges. */
export function spentPools(
  facts: Facts,
  line: Occurrence,
  here: boolean,
): Pick<Reported, 'evidence' | 'values'> | undefined {
  const device = facts.model.captures[line.capture]?.device;
  const look = capturesOf(facts.model.captures, 'show ip local pool').findLast((capture) =>
    here ? sameDevice(capture.device, device) : capture.device === undefined || capture.device !== device,
  );
  if (!look) return undefined;
  let pool: string | undefined;
  const ranges = recordsBelow(look.root, 'range').map((range) => {
    pool = textOf(range, 'pool') ?? pool ?? / pool (\S+)$/.exec(look.command)?.[1];
    return { pool, free: range.fields.free };
  });
  const spent = [...groupBy(ranges, (range) => range.pool)].find(([, own]) =>
    own.every(({ free }) => numberIn(free) === 0),
  );
  if (!spent) return undefined;
  const [name, own] = spent;
  return {
    evidence: [pointOf(line), ...own.flatMap(({ free }) => free ?? [])].map((one) =>
      facts.model.evidence(one, 'cause'),
    ),
    values: { fault: name === undefined ? 'no address is free' : `no address is free in pool ${name}` },
  };
}
