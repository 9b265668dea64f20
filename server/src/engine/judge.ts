// Weighs what messages and detectors claim: groups claims into findings, withdraws what was overcome, tells causes from symptoms, and gives the verdict.
import type { Advice, Catalogue, Claim, Fix, Judgement, Platform, Reported, Rule } from './define.ts';
import { actBelow, hasBothWays, mendedIn } from './history.ts';
import type {
  Attempt,
  Certainty,
  Evidence,
  Finding,
  Model,
  Occurrence,
  Role,
  Side,
  Status,
  StepResult,
  Tunnel,
  Verdict,
} from './model.ts';
import { isUp, unfinishedIn } from './unfinished.ts';

/** A claim with its place in the order of events. */
export interface Placed {
  readonly reported: Reported;
  readonly lasting: boolean;
  /** 0-based line of the first evidence. */
  readonly line: number;
  /** The same of its last evidence. */
  readonly last: number;
  /** The device in whose output that line stands, where the text names it. */
  readonly device: string | undefined;
}

/** What a message claims where it stands. Its values are read when asked for: most claims are one of many, or withdrawn. */
export class MessageClaim implements Reported {
  readonly certainty: Certainty;
  readonly peer: string | undefined;
  readonly tunnel: string | undefined;
  readonly ike: 1 | 2 | undefined;
  readonly #occurrence: Occurrence;
  readonly #claim: Claim;

  constructor(
    occurrence: Occurrence,
    claim: Claim,
    certainty: Certainty,
    peer: string | undefined,
    tunnel: string | undefined,
    ike: 1 | 2 | undefined,
  ) {
    this.ike = ike;
    this.#occurrence = occurrence;
    this.#claim = claim;
    this.certainty = certainty;
    this.peer = peer;
    this.tunnel = tunnel;
  }
  /** What the message claims wherever it stands. */
  get claim(): Claim {
    return this.#claim;
  }
  get code(): string {
    return this.#claim.code;
  }
  get role(): Role | undefined {
    return this.#claim.role;
  }
  get side(): Side | undefined {
    return this.#claim.side;
  }
  get detail(): Readonly<Record<string, string>> | undefined {
    return this.#claim.detail;
  }
  get title(): string | undefined {
    return this.#claim.title;
  }
  get next(): readonly Advice[] | undefined {
    return this.#claim.next;
  }
  get fix(): readonly Fix[] | undefined {
    return this.#claim.fix;
  }
  get evidence(): readonly Evidence[] {
    const { start, end } = this.#occurrence;
    return [{ start, end, role: this.role ?? 'cause' }];
  }
  get values(): Readonly<Record<string, string>> {
    const values: Record<string, string> = {};
    for (const [name, fact] of Object.entries(this.#occurrence.fields)) if (fact) values[name] = fact.value;
    return values;
  }
}

/** Something that came up, and from which line on it is known. */
export interface Overcome {
  readonly what: 'ike' | 'child';
  readonly line: number;
  readonly peer: string | undefined;
  readonly device: string | undefined;
  /** Newest-first logs: later in time is earlier in the text. */
  readonly backwards: boolean;
}

const order: readonly Certainty[] = ['certain', 'likely', 'possible'];
const worse = (certainty: Certainty): Certainty => (certainty === 'certain' ? 'likely' : 'possible');
/** Evidence shown of a finding that repeats: the first ones and the last. */
const shownEvidence = 6;

/** Claims of one message: those whose context holds; half as sure where the text does not show the context. */
export function claimsOf(
  occurrence: Occurrence,
  attempt: Attempt | undefined,
  ikeUpBefore: boolean | undefined,
): { claim: Claim; certainty: Certainty }[] {
  const claims: { claim: Claim; certainty: Certainty }[] = [];
  for (const claim of occurrence.message.says ?? []) {
    const holds = contextHolds(claim, attempt, ikeUpBefore);
    if (holds === false) continue;
    claims.push({ claim, certainty: holds === undefined ? worse(claim.certainty) : claim.certainty });
  }
  return claims;
}

/** So many lines stand between a message and what follows from it at once. */
const rightBelow = 8;

/**
 * Whether a message that stands further down, on the same device and of no other peer, says that it went well after all or did not matter
 * (`until`), or whether one right above it says what it follows from (`below`).
 */
export function takenBackIn(model: Model): (claim: Claim, occurrence: Occurrence) => boolean {
  const placeOf = ({ line, capture, attempt, fields }: Occurrence): Place => ({
    line,
    device: model.captures[capture]?.device,
    peer: fields.peer?.value ?? model.attempts[attempt]?.peer,
  });
  /** The last one of each device and peer. */
  const places = remembered((id: string) => [
    ...new Map(
      model
        .occurrences(id)
        .map(placeOf)
        .map((place) => [`${place.device ?? ''} ${place.peer ?? ''}`, place]),
    ).values(),
  ]);
  const fits = (one: string | undefined, other: string | undefined): boolean =>
    one === undefined || other === undefined || one === other;
  /** Which device says a message on which lines. */
  const devices = remembered(
    (id: string) => new Map(model.occurrences(id).map(({ line, capture }) => [line, model.captures[capture]?.device])),
  );
  const isRightAbove = (id: string, { line, device }: Place): boolean =>
    Array.from({ length: rightBelow }, (_, distance) => line - 1 - distance).some(
      (above) => devices(id).has(above) && fits(devices(id).get(above), device),
    );
  return ({ until = [], below = [] }, occurrence) => {
    if (until.length + below.length === 0) return false;
    const here = placeOf(occurrence);
    return (
      below.some((id) => isRightAbove(id, here)) ||
      until.some((id) =>
        places(id).some(
          ({ line, device, peer }) => line > here.line && fits(device, here.device) && fits(peer, here.peer),
        ),
      )
    );
  };
}

/** A function that is asked the same again and again. */
function remembered<T>(make: (id: string) => T): (id: string) => T {
  const known = new Map<string, T>();
  return (id) => {
    const found = known.get(id) ?? make(id);
    known.set(id, found);
    return found;
  };
}

interface Place {
  readonly line: number;
  readonly device: string | undefined;
  readonly peer: string | undefined;
}

function contextHolds(
  claim: Claim,
  attempt: Attempt | undefined,
  ikeUpBefore: boolean | undefined,
): boolean | undefined {
  switch (claim.when) {
    case undefined:
      return true;
    case 'ike-up':
      return ikeUpBefore;
    case 'ike-down':
      return ikeUpBefore === undefined ? undefined : !ikeUpBefore;
    default:
      return attempt?.role === undefined ? undefined : attempt.role === claim.when;
  }
}

/** Fills `{name}`; a part in [[ ]] goes when one of its names is unknown. What is unknown is said in words in a sentence, in brackets in a command. */
function fill(
  template: string,
  values: Readonly<Record<string, string | undefined>>,
  fallback: Readonly<Record<string, string>> = inWords,
): string {
  const known = (text: string): boolean =>
    [...text.matchAll(/\{(\w+)\}/g)].every((match) => values[match[1] as string] !== undefined);
  return template
    .replace(/\[\[(.*?)\]\]/g, (_, part: string) => (known(part) ? part : ''))
    .replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? fallback[name] ?? `<${name}>`);
}
/** What sentences say where a value is not known. */
const inWords: Readonly<Record<string, string>> = { peer: 'the peer', local: 'this device' };

export function* judge(
  catalogue: Catalogue,
  judgement: Judgement,
  model: Model,
  claims: readonly Placed[],
  overcome: readonly Overcome[],
  strangers: ReadonlySet<string> | undefined,
): Generator<void, Judged> {
  const isOvercome = successes(overcome);
  const working = new Set<string>();
  const below = actBelow(model);
  const isMended = mendedIn(model);
  const rules = new Map(catalogue.rules.map((rule) => [rule.code, rule]));
  const groups = new Map<string, Placed[]>();
  for (const [at, placed] of claims.entries()) {
    if (at % weighedAtOnce === weighedAtOnce - 1) yield;
    const rule = rules.get(placed.reported.code);
    if (!rule) continue;
    if (!placed.lasting && isOvercome(rule, placed)) continue;
    if (placed.reported.role !== 'context' && strangers?.has(placed.reported.peer ?? '')) continue;
    const act = below(placed.last);
    if (act !== undefined && rule.stops && isMended(placed, act, rule.step <= 2)) continue;
    if (judgement.mended(model, placed.reported, { last: placed.last, act })) {
      if (placed.reported.peer !== undefined) working.add(placed.reported.peer);
      continue;
    }
    if (judgement.passed(model, placed.reported, { last: placed.last, act })) continue;
    const key = groupKey(rule, placed.reported);
    const group = groups.get(key);
    if (group) group.push(placed);
    else groups.set(key, [placed]);
  }
  yield;
  adoptStrays(groups);
  const known: Known = {
    model,
    judgement,
    spoken: spokenIn(judgement, model),
    tunnels: new Map(model.tunnels.toReversed().map((tunnel) => [tunnel.id, tunnel])),
  };
  const findings: Finding[] = [];
  for (const group of groups.values()) {
    findings.push(merge(rules.get(group[0]?.reported.code ?? '') as Rule, group, known));
    if (findings.length % mergedAtOnce === 0) yield;
  }
  return { findings: rank(relate(findings, rules, endsOf(model.tunnels)), writtenIn(model)), working };
}

export interface Judged {
  readonly findings: Finding[];
  /** The peers whose faults were mended, and whose tunnels are shown to work: nothing of theirs is left open. */
  readonly working: ReadonlySet<string>;
}

/** Claims weighed, and findings made, before others get a turn. */
const weighedAtOnce = 100;
const mergedAtOnce = 20;

const groupKey = ({ ofDevice }: Rule, { code, tunnel, peer, detail }: Reported): string =>
  `${code}\n${ofDevice ? '' : (tunnel ?? peer ?? '')}\n${detail?.reason ?? ''}`;

/**
 * A later success takes back what only kept the same thing from coming up: codes of connectivity and IKE when the IKE SA is up, codes of IPsec when
 * an IPsec SA is. Only the last success of each peer counts (the first in the text where a log runs backwards), and not that of another device.
 */
function successes(overcome: readonly Overcome[]): (rule: Rule, placed: Placed) => boolean {
  const anyone = '';
  const anywhere = '*';
  const last = new Map<string, number>();
  const firstOfReversed = new Map<string, number>();
  const note = (key: string, success: Overcome): void => {
    if (success.backwards) firstOfReversed.set(key, Math.min(firstOfReversed.get(key) ?? success.line, success.line));
    else last.set(key, Math.max(last.get(key) ?? success.line, success.line));
  };
  for (const success of overcome) {
    // An IPsec SA needs an IKE SA, so it proves both. What names no peer proves it of every peer; a claim that names none asks for any.
    for (const what of success.what === 'child' ? ['ike', 'child'] : ['ike'])
      for (const at of [success.device ?? '', anywhere]) {
        note(`${at} ${what} ${success.peer ?? anyone}`, success);
        note(`${at} ${what} *`, success);
      }
  }
  return (rule, placed) => {
    if (rule.step > 3) return false;
    const what = rule.step === 3 ? 'child' : 'ike';
    const { peer } = placed.reported;
    const names = peer === undefined ? ['*'] : [peer, anyone];
    const places = placed.device === undefined ? [anywhere] : [placed.device, ''];
    return places.some((at) =>
      names.some((name) => {
        const key = `${at} ${what} ${name}`;
        return (
          (last.get(key) ?? -1) > placed.line || (firstOfReversed.get(key) ?? Number.POSITIVE_INFINITY) < placed.line
        );
      }),
    );
  };
}

/** A claim that names no peer belongs to the only peer of which the same is said. */
function adoptStrays(groups: Map<string, Placed[]>): void {
  for (const [key, group] of groups) {
    const first = group[0]?.reported;
    if (!first || first.tunnel !== undefined || first.peer !== undefined) continue;
    const homes = [...groups].filter(([other, list]) => other !== key && list[0]?.reported.code === first.code);
    if (homes.length !== 1) continue;
    homes[0]?.[1].push(...group);
    groups.delete(key);
  }
}

/** What findings are made with. */
interface Known {
  readonly model: Model;
  readonly judgement: Judgement;
  /** The versions of IKE in the text. */
  readonly spoken: ReadonlySet<1 | 2>;
  readonly tunnels: ReadonlyMap<string, Tunnel>;
}

function merge(rule: Rule, group: readonly Placed[], { model, judgement, spoken, tunnels }: Known): Finding {
  const inOrder = [...group].sort((a, b) => a.line - b.line).map(({ reported }) => reported);
  const surest = order.flatMap((certainty) => inOrder.filter((reported) => reported.certainty === certainty));
  const best = surest[0] as Reported;
  // What is told once for several peers is of none of them.
  const isShared = rule.ofDevice === true && new Set(inOrder.flatMap((reported) => reported.peer ?? [])).size > 1;
  const tunnel = isShared ? undefined : (tunnels.get(best.tunnel ?? '') ?? model.tunnelOf(best.peer));
  const peer = isShared ? undefined : (best.peer ?? tunnel?.remote);
  const detail: Record<string, string> = {};
  for (const reported of [...inOrder, best]) if (reported.detail) Object.assign(detail, reported.detail);
  const values = {
    peer,
    local: tunnel?.local,
    interface: tunnel?.interface,
    fvrf: tunnel?.fvrf,
    ivrf: tunnel?.ivrf,
    ...detail,
    ...best.values,
    ...(isShared ? { peer } : {}),
  };
  // Commands may name what another claim of the same knows; what one message says again and again names the same.
  const heard = new Set<Claim | Reported>();
  const telling = surest.filter((reported) => {
    const said = reported instanceof MessageClaim ? reported.claim : reported;
    return !heard.has(said) && heard.add(said);
  });
  const inCommands = { ...Object.assign({}, ...telling.toReversed().map((reported) => reported.values)), ...values };
  const platform = platformOf(model, tunnel);
  const ike = best.ike ?? ikeOf(tunnel, spoken);
  const serves = (entry: Advice | Fix): boolean => entry.ike === undefined || ike === undefined || entry.ike === ike;
  const mine = (entry: Advice | Fix): boolean =>
    serves(entry) && (entry.platform === undefined || entry.platform === platform || platform === undefined);
  const reason = detail.reason ?? detail.direction ?? '';
  const told = rule.reasons?.[reason];
  const answers = answering([reason, detail.fault]);
  // As sure a claim may know the fix where the first one does not.
  const known = best.fix ?? inOrder.find(({ certainty, fix }) => certainty === best.certainty && fix?.length)?.fix;
  const fixes = answers((known ?? rule.fix).filter((fix) => mine(fix) || (fix.where === 'remote' && serves(fix))));
  const possible = best.candidates ?? rule.candidates ?? [];
  const codes = possible.map(({ code }) => code);
  const left = rule.neutral ? judgement.remaining(model, { candidates: codes, peer, tunnel }) : codes;
  const candidates = possible.filter(({ code }) => left.includes(code));
  // Where the text leaves it open, one more thing is asked for, and only one.
  const one = rule.neutral
    ? judgement.deciding(model, {
        code: rule.code,
        candidates: candidates.map(({ code }) => code),
        peer,
        tunnel,
        platform,
        ike,
      })
    : undefined;
  const about = { peer, local: tunnel?.local, device: tunnel?.device, interface: values.interface };
  const inPlace = (where: Fix['where'], lines: readonly string[]): readonly string[] =>
    judgement.named(
      model,
      { ...about, where },
      lines.map((line) => fill(line, inCommands, {})),
    );
  return {
    code: rule.code,
    role: best.role ?? rule.role,
    severity: best.severity ?? rule.severity,
    certainty: best.certainty,
    side: best.side ?? 'unknown',
    step: rule.step,
    neutral: rule.neutral === true,
    ...(tunnel === undefined ? {} : { tunnel: tunnel.id }),
    ...(peer === undefined ? {} : { peer }),
    title: fill(best.title ?? told?.title ?? rule.title, values),
    explanation: fill(best.explanation ?? told?.explanation ?? rule.explanation, values),
    detail,
    attributes: surest.find(({ attributes }) => attributes)?.attributes ?? [],
    candidates,
    evidence: shownOf([best, ...inOrder]),
    count: group.reduce((sum, { reported }) => sum + (reported.count ?? 1), 0),
    next: answers((best.next ?? (one ? [one] : rule.next)).filter(mine)).map(({ command, why, where }) => ({
      command: inPlace(where, [command])[0] ?? command,
      why: fill(why, values),
      where,
    })),
    fix: fixes.map(({ where, platform: language, config, why }) => ({
      where,
      platform: language,
      config: inPlace(where, config),
      why: fill(why, values),
    })),
    sources: rule.sources,
  };
}

/** Of advice, what answers the reasons that the text names; the general entries where none does. */
const answering =
  (reasons: readonly (string | undefined)[]) =>
  <Entry extends Advice | Fix>(entries: readonly Entry[]): readonly Entry[] => {
    const own = entries.filter((entry) => entry.answers?.some((reason) => reasons.includes(reason)));
    return own.length > 0 ? own : entries.filter((entry) => entry.answers === undefined);
  };

const platformOf = (model: Model, tunnel: Tunnel | undefined): 'ios' | 'asa' | undefined => {
  const family: Partial<Record<Platform, 'ios' | 'asa'>> = {
    ios: 'ios',
    'ios-xe': 'ios',
    asa: 'asa',
    ftd: 'asa',
    pix: 'asa',
  };
  const captures =
    tunnel?.device === undefined ? [] : model.captures.filter((capture) => capture.device === tunnel.device);
  for (const capture of captures) if (family[capture.platform]) return family[capture.platform];
  return family[model.platform];
};

/** The version of IKE that is spoken of: with this peer, or at all where the text names no peer; undefined where there are two or none. */
function ikeOf(tunnel: Tunnel | undefined, spoken: ReadonlySet<1 | 2>): 1 | 2 | undefined {
  const here = tunnel ? versionsOf(tunnel.attempts, [tunnel]) : spoken;
  const known = here.size > 0 ? here : spoken;
  return known.size === 1 ? [...known][0] : undefined;
}

/** What negotiates tells; where nothing does, what is configured and what was asked for. */
function spokenIn(judgement: Judgement, model: Model): ReadonlySet<1 | 2> {
  const seen = versionsOf(model.attempts, model.tunnels);
  return seen.size > 0 ? seen : judgement.spoken(model);
}

function versionsOf(attempts: readonly Attempt[], tunnels: readonly Tunnel[]): ReadonlySet<1 | 2> {
  const all = [...attempts, ...tunnels.flatMap(({ ike }) => ike)];
  return new Set(all.flatMap(({ version }) => version ?? []));
}

/** The first ones and the last of all evidence; places are asked of no more claims than are needed for it. */
function shownOf(claims: readonly Reported[]): Evidence[] {
  const first: Evidence[] = [];
  for (const { evidence } of claims) {
    first.splice(0, first.length, ...distinct([...first, ...evidence]));
    if (first.length > shownEvidence) break;
  }
  if (first.length <= shownEvidence) return first;
  const shown = first.slice(0, shownEvidence - 1);
  const isNew = (span: Evidence): boolean => distinct([...shown, span]).length > shown.length;
  const last = claims.findLast(({ evidence }) => evidence.some(isNew))?.evidence.findLast(isNew);
  return last ? [...shown, last] : shown;
}

function distinct(evidence: readonly Evidence[]): Evidence[] {
  const seen = new Set<string>();
  return evidence.filter(({ start, end }) => !seen.has(`${start}-${end}`) && seen.add(`${start}-${end}`));
}

/**
 * Causes turn what follows from them into symptoms; a known fault makes the neutral codes of its tunnel symptoms too. Of two neutral codes one
 * may tell more than the other: what is refused tells more than what does not come up.
 */
function relate(
  findings: readonly Finding[],
  rules: ReadonlyMap<string, Rule>,
  ends: (tunnel: string) => string,
): Finding[] {
  const isFault = (finding: Finding): boolean =>
    finding.role === 'cause' && isLoud(finding) && finding.certainty !== 'possible';
  const faultsNear = nearby(findings.filter(isFault), ends);
  const explains = (one: Finding, other: Finding): boolean =>
    rules.get(one.code)?.explains?.includes(other.code) === true;
  const proven = (found: Finding | undefined): boolean => found?.certainty === 'certain';
  /** What is proven together with its reason does not follow from what is only likely. */
  const namesReason = (finding: Finding): boolean => proven(finding) && finding.detail.reason !== undefined;
  const causeOf = (finding: Finding): Finding | undefined =>
    finding.role !== 'cause'
      ? undefined
      : faultsNear(finding).find(
          (other) =>
            other !== finding &&
            (!other.neutral || (finding.neutral && !isOtherEnd(finding, other))) &&
            ((finding.code !== other.code && explains(other, finding) && !(namesReason(finding) && !proven(other))) ||
              (finding.neutral && !other.neutral && other.step <= finding.step) ||
              (finding.code === other.code &&
                (isOtherEnd(finding, other) || explains(other, finding)) &&
                proven(other) &&
                !proven(finding))) &&
            (finding.code === other.code || !explains(finding, other)),
        );
  /** What one end proves, the other sees a part of. */
  function isOtherEnd({ tunnel: one }: Finding, { tunnel: other }: Finding): boolean {
    return one !== undefined && other !== undefined && one !== other && ends(one) === ends(other);
  }
  const causes = new Map(findings.map((finding) => [finding, causeOf(finding)]));
  const neutralOf = new Map<Finding, Finding[]>();
  for (const [finding, cause] of causes) {
    if (!cause || !finding.neutral) continue;
    const list = neutralOf.get(cause);
    if (list) list.push(finding);
    else neutralOf.set(cause, [finding]);
  }
  return findings.flatMap((finding) => {
    const cause = causes.get(finding);
    // "The text does not say why" is not true where a cause is proven: only what was seen remains, as symptoms of the cause.
    // What is to be done about a symptom is done about its cause.
    if (cause && proven(cause)) return finding.neutral ? [] : [{ ...asSymptom(finding), fix: [] }];
    if (cause) return [asSymptom(finding)];
    const absorbed = (proven(finding) ? (neutralOf.get(finding) ?? []) : []).flatMap(({ evidence }) =>
      evidence.map((span) => ({ ...span, role: 'symptom' as const })),
    );
    return absorbed.length === 0
      ? [finding]
      : [{ ...finding, evidence: distinct([...finding.evidence, ...absorbed]).slice(0, 2 * shownEvidence) }];
  });
}

/** The two ends of a tunnel, in whichever order: each end calls the tunnel by its own address first. */
function endsOf(tunnels: readonly Tunnel[]): (tunnel: string) => string {
  const known = new Map<string, string>();
  const pair = (one: string, other: string): string => [one, other].sort().join(' ');
  const byLocal = new Map<string, Tunnel[]>();
  for (const tunnel of tunnels) {
    const { id, local, remote } = tunnel;
    if (local === undefined || remote === undefined) continue;
    known.set(id, pair(local, remote));
    const same = byLocal.get(local);
    if (same) same.push(tunnel);
    else byLocal.set(local, [tunnel]);
  }
  // An end that does not say its own address is the one that another device, which has no other tunnel, calls its peer.
  for (const { id, local, remote, device } of tunnels) {
    const [there, ...more] = local === undefined ? (byLocal.get(remote ?? '') ?? []) : [];
    if (there?.remote === undefined || more.length > 0) continue;
    if (device !== undefined && there.device !== undefined && device !== there.device)
      known.set(id, pair(there.remote, remote ?? ''));
  }
  const [here, there, ...more] = tunnels;
  if (here && there && more.length === 0 && answerEachOther(here, there)) {
    const ends = pair(there.remote ?? '', here.remote ?? '');
    for (const { id } of [here, there]) known.set(id, ends);
  }
  return (tunnel) => known.get(tunnel) ?? tunnel;
}

/** The only tunnels of two devices, one of which begins what the other one answers; the address of one's own end is often not printed. */
function answerEachOther(here: Tunnel, there: Tunnel): boolean {
  const fits = (own: string | undefined, seen: string | undefined): boolean => own === undefined || own === seen;
  const roles = ({ attempts }: Tunnel): string => [...new Set(attempts.map(({ role }) => role))].join();
  return (
    here.device !== undefined &&
    there.device !== undefined &&
    here.device !== there.device &&
    fits(here.local, there.remote) &&
    fits(there.local, here.remote) &&
    [roles(here), roles(there)].sort().join(' ') === 'initiator responder'
  );
}

/** Those of some findings that may be of the same tunnel as another one, in their order: what names no tunnel may be of any. */
function nearby(
  findings: readonly Finding[],
  ends: (tunnel: string) => string,
): (finding: Pick<Finding, 'tunnel' | 'peer'>) => readonly Finding[] {
  const places = new Map<string, number[]>();
  const add = (place: string, at: number): void => {
    const list = places.get(place);
    if (list) list.push(at);
    else places.set(place, [at]);
  };
  for (const [at, { tunnel, peer }] of findings.entries()) {
    add(tunnel === undefined ? anyTunnel : `tunnel ${ends(tunnel)}`, at);
    if (peer !== undefined) add(`peer ${peer}`, at);
  }
  return ({ tunnel, peer }) => {
    if (tunnel === undefined) return findings;
    const near = [anyTunnel, `tunnel ${ends(tunnel)}`, ...(peer === undefined ? [] : [`peer ${peer}`])];
    const found = new Set(near.flatMap((place) => places.get(place) ?? []));
    return [...found].sort((a, b) => a - b).map((at) => findings[at] as Finding);
  };
}
const anyTunnel = 'any';

/** What is only known to follow from a cause has no causes of its own to choose from; the part of a neutral title that says so goes too. */
function asSymptom(finding: Finding): Finding {
  if (!finding.neutral) return { ...finding, role: 'symptom' };
  return { ...finding, role: 'symptom', title: finding.title.replace(/; .*$/, ''), candidates: [] };
}

const isLoud = (finding: Finding): boolean => finding.severity === 'error' || finding.severity === 'warning';

/** Whether a finding is read from a configuration. */
function writtenIn({ captures, lineOf }: Model): (finding: Finding) => boolean {
  const configs = captures.filter(({ kind }) => kind === 'config');
  return ({ evidence: [first] }) => {
    if (first === undefined || configs.length === 0) return false;
    const line = lineOf(first.start);
    return configs.some(({ startLine, endLine }) => line >= startLine && line < endLine);
  };
}

/**
 * What a senior engineer would name first: causes before symptoms, proven before likely, undecided before merely possible, then as they happened. Where a
 * line of a configuration stands says nothing of that: of two such faults the one that strikes earlier while a tunnel is built comes first.
 */
function rank(findings: readonly Finding[], isWritten: (finding: Finding) => boolean): Finding[] {
  const startOf = ({ evidence: [first] }: Finding): number => first?.start ?? 0;
  const written = new Set(findings.filter(isWritten));
  const firstWritten = Math.min(...[...written].map(startOf));
  const sureness = (finding: Finding): number => (finding.neutral ? 1.5 : order.indexOf(finding.certainty));
  const weight = (finding: Finding): number[] => [
    isLoud(finding) ? 0 : 1,
    finding.role === 'cause' ? 0 : finding.role === 'symptom' ? 1 : 2,
    sureness(finding),
    finding.severity === 'error' ? 0 : 1,
    written.has(finding) ? firstWritten : startOf(finding),
    written.has(finding) ? finding.step : 0,
    startOf(finding),
  ];
  return findings
    .map((finding) => ({ finding, keys: weight(finding) }))
    .sort((a, b) => {
      for (let key = 0; key < a.keys.length; key += 1) {
        const difference = (a.keys[key] as number) - (b.keys[key] as number);
        if (difference !== 0) return difference;
      }
      return 0;
    })
    .map(({ finding }) => finding);
}

/** The first error that nobody here can explain, and after which nothing came up on the same device. */
export const unexplainedIn = (
  inTime: readonly Occurrence[],
  overcome: readonly Overcome[],
  deviceOf: (capture: number) => string | undefined,
): Occurrence | undefined =>
  inTime.find(({ message, line, capture }) => {
    if (message.unexplained !== true) return false;
    const here = deviceOf(capture);
    return !overcome.some(
      ({ device, backwards, line: at }) =>
        (device === undefined || here === undefined || device === here) && (backwards ? at < line : at > line),
    );
  });

/** What keeps a text without a fault from being one of health. */
interface Open {
  /** Names an error that nobody here can explain. */
  readonly error: string | undefined;
  /** What the text ends before. */
  readonly begun: string | undefined;
  /** Names the first of the lines of a device, all of which say that something is bad. */
  readonly alone: string | undefined;
}

/** Peers that are `settled` are not waited for. */
export function conclude(
  findings: readonly Finding[],
  model: Pick<Model, 'tunnels' | 'attempts'>,
  settled: ReadonlySet<string>,
  isOurs: boolean,
  { error, begun, alone }: Open,
): Verdict {
  if (!isOurs) return { status: 'no-crypto', primary: null, summary: 'Nothing here is Cisco crypto or tunnel output.' };
  const faults = findings.filter((finding) => finding.role !== 'context' && isLoud(finding));
  const primary = faults[0];
  if (primary) {
    // A neutral code comes first only where no cause is known: what else is loud then follows from it.
    const status: Status = primary.neutral ? 'undetermined' : 'fault';
    const ends = endsOf(model.tunnels);
    const place = ({ tunnel, peer }: Finding): string | undefined => (tunnel === undefined ? peer : ends(tunnel));
    const places = new Set(faults.filter((finding) => finding.role === 'cause').map(place));
    places.delete(undefined);
    places.delete(place(primary));
    const others = places.size;
    return {
      status,
      primary: primary.code,
      summary: `${primary.title}.${others > 0 ? ` ${others} more tunnel${others > 1 ? 's have faults of their' : ' has a fault of its'} own.` : ''}`,
    };
  }
  if (error !== undefined)
    return {
      status: 'undetermined',
      primary: null,
      summary: `The device reports an error whose meaning is not known here: ${error}`,
    };
  const up = model.tunnels.filter(isUp);
  const awaited = model.tunnels.filter(({ remote }) => !settled.has(remote ?? ''));
  const unfinished = unfinishedIn({ ...model, tunnels: awaited }, endsOf(model.tunnels)) ?? begun;
  if (unfinished !== undefined)
    return {
      status: 'undetermined',
      primary: null,
      summary: `No fault is visible, but the text ends before ${unfinished}.`,
    };
  if (alone !== undefined)
    return {
      status: 'undetermined',
      primary: null,
      summary: `The device reports that something is wrong, and this text does not show what: ${alone}`,
    };
  const summary =
    up.length > 0
      ? `No fault is visible; ${up.length === 1 ? 'one tunnel is' : `${up.length} tunnels are`} up.`
      : 'No fault is visible in this text.';
  return { status: 'healthy', primary: null, summary };
}

/** The troubleshooting steps of each tunnel: what the text proves of them. */
export function stepsOf(
  tunnels: readonly Tunnel[],
  findings: readonly Finding[],
  lineOf: (offset: number) => number,
): (Tunnel & { readonly steps: readonly StepResult[] })[] {
  const failed = nearby(
    findings.filter((finding) => finding.role !== 'context' && isLoud(finding)),
    endsOf(tunnels),
  );
  return tunnels.map((tunnel) => ({
    ...tunnel,
    steps: stepsOfOne(
      tunnel,
      failed({ tunnel: tunnel.id }).filter((finding) => finding.tunnel !== undefined || isOf(tunnel, finding)),
      lineOf,
    ),
  }));
}

/** Whether a finding may be of a tunnel: what names a peer and no tunnel is of that peer. */
export const isOf = (tunnel: Tunnel, finding: Pick<Finding, 'tunnel' | 'peer'>): boolean =>
  finding.tunnel === undefined
    ? [finding.peer, tunnel.local, tunnel.remote].includes(undefined) ||
      [tunnel.local, tunnel.remote].includes(finding.peer)
    : finding.tunnel === tunnel.id;

function stepsOfOne(tunnel: Tunnel, faults: readonly Finding[], lineOf: (offset: number) => number): StepResult[] {
  const attempts = tunnel.attempts;
  const ikeUp = tunnel.ike.find((sa) => sa.health === 'up');
  const attemptUp = attempts.find((attempt) => attempt.ikeUp);
  const childUp = attempts.find((attempt) => attempt.childUp);
  const ipsecUp = tunnel.ipsec.filter((sa) => sa.health === 'up');
  const flowing = ipsecUp.find(hasBothWays);
  const pass = (step: StepResult['step'], why: string, line: number | undefined): StepResult => ({
    step,
    status: 'pass',
    why,
    lines: line === undefined ? [] : [line + 1],
  });
  const shown: Partial<Record<StepResult['step'], StepResult>> = {};
  const firstUp = ikeUp?.line ?? attemptUp?.startLine;
  if (firstUp !== undefined) {
    shown[1] = pass(1, 'The peers exchange IKE messages.', firstUp);
    shown[2] = pass(2, 'The IKE SA is up.', firstUp);
  } else {
    const answered = attempts.find((attempt) =>
      attempt.occurrences.some((occurrence) => occurrence.message.effect?.arrow === 'in'),
    );
    const met = answered?.startLine ?? tunnel.ike.find((sa) => sa.met)?.line;
    if (met !== undefined) shown[1] = pass(1, 'The peer answers IKE messages.', met);
  }
  if (flowing) shown[3] = pass(3, 'An IPsec SA carries packets in both directions.', flowing.line);
  else if (childUp) shown[3] = pass(3, 'An IPsec SA came up.', childUp.startLine);
  else if (ipsecUp.length > 0) shown[3] = pass(3, 'IPsec SAs are installed in both directions.', ipsecUp[0]?.line);
  return ([1, 2, 3, 5, 6] as const).map((step) => {
    // The IKE SA of this tunnel is up all the same: what names no tunnel keeps others from it.
    const mine = step <= 2 && shown[step] ? ({ tunnel: at }: Finding) => at !== undefined : () => true;
    const failed = faults.find((finding) => finding.step === step && mine(finding));
    if (failed)
      return {
        step,
        status: 'fail',
        why: failed.title,
        lines: [...new Set(failed.evidence.map((evidence) => lineOf(evidence.start) + 1))],
      };
    return shown[step] ?? { step, status: 'unknown', why: 'The text does not show it.', lines: [] };
  });
}
