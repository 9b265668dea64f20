// Compares IKEv1 proposals attribute by attribute: what was offered against which policy, transform set and protected network.
import { type Detector, detector, type Fix, type Rec, type Report, type Reported } from '../../engine/define.ts';
import type { Attempt, Evidence, Model, Occurrence } from '../../engine/model.ts';
import { configsOf } from './config-model.ts';
import { otherPeers } from './config-named-peers.ts';
import { authWords, cipherWords, hashWords } from './policy-words.ts';
import { groupBy, isAddress, recordsBelow, sameDevice } from './values.ts';

type Attribute = 'encryption' | 'keylength' | 'hash' | 'auth' | 'group' | 'lifetime';
/** The order in which a policy is checked: the later the refusal, the closer the policy. */
const checked: readonly Attribute[] = ['encryption', 'keylength', 'hash', 'auth', 'group', 'lifetime'];
const names: Readonly<Record<Attribute, string>> = {
  encryption: 'encryption',
  keylength: 'key length',
  hash: 'hash',
  auth: 'authentication',
  group: 'Diffie-Hellman group',
  lifetime: 'lifetime',
};

/** One offered transform held against one configured policy. */
interface Check {
  readonly priority: string | undefined;
  readonly at: Occurrence;
  readonly offered: Partial<Record<Attribute, string>>;
  readonly refused: { readonly attribute: Attribute; readonly at: Occurrence }[];
  verdict: 'accepted' | 'refused' | undefined;
  end: Occurrence;
}

const text = (occurrence: Occurrence, field: string): string | undefined => occurrence.fields[field]?.value;

export const ikev1Proposals: Detector = detector({
  id: 'ikev1-proposals',
  codes: [
    'ike-policy-mismatch',
    'auth-method-mismatch',
    'lifetime-mismatch',
    'phase1-not-established',
    'ipsec-proposal-mismatch',
    'encapsulation-mode-mismatch',
    'pfs-mismatch',
    'proxy-id-mismatch',
    'crypto-map-not-matched',
    'identity-mismatch',
  ],
  run: (model, report) => {
    phase1(model, report);
    phase2(model, report);
  },
});

/** What is read from configurations is read once for each analysis, however often something is refused. */
const remembered = new WeakMap<Model, Map<string, unknown>>();
function remember<T>(model: Model, key: string, make: () => T): T {
  const known = remembered.get(model) ?? new Map<string, unknown>();
  remembered.set(model, known);
  if (!known.has(key)) known.set(key, make());
  return known.get(key) as T;
}

/** Occurrences of several messages in text order. */
const inOrder = (model: Model, ids: readonly string[]): Occurrence[] =>
  ids.flatMap((id) => [...model.occurrences(id)]).sort((a, b) => a.start - b.start);

/** With these, the check of an IPsec proposal says what it refuses: what ISAKMP refuses next is of quick mode. */
const ipsecRefusals = [
  'proxy-unsupported',
  'map-not-found',
  'map-missing',
  'no-cryptomap',
  'peer-not-found',
  'invalid-local',
  'transform-unsupported',
  'transform-hardware',
  'flags',
  'pfs',
  'map-incomplete',
  'acl-deny',
].map((name) => `ipsec.${name}`);

const phase1Ids = [
  ...ipsecRefusals,
  'isakmp.checking',
  ...['encryption', 'keylength', 'hash', 'group', 'auth', 'lifetime'].flatMap((attribute) => [
    `isakmp.offer.${attribute}`,
    `isakmp.refused.${attribute}`,
  ]),
  'isakmp.atts-refused',
  'isakmp.atts-accepted',
  'isakmp.no-offers',
  'isakmp.phase1-refused',
  'isakmp.phase2-refused',
  'isakmp.sa-refused',
  'isakmp.qm-checking',
];

function phase1(model: Model, report: Report): void {
  let checks: Check[] = [];
  let current: Check | undefined;
  /** The attributes that follow belong to quick mode. */
  let quick = false;
  const finish = (closing: Occurrence | undefined): void => {
    if (checks.length > 0 && !checks.some(({ verdict }) => verdict === 'accepted'))
      refuse(model, checks, closing, report);
    checks = [];
    current = undefined;
  };
  for (const occurrence of inOrder(model, phase1Ids)) {
    const { id } = occurrence.message;
    if (id === 'isakmp.checking') {
      quick = false;
      current = {
        priority: text(occurrence, 'priority'),
        at: occurrence,
        offered: {},
        refused: [],
        verdict: undefined,
        end: occurrence,
      };
      checks.push(current);
    } else if (id === 'isakmp.no-offers') {
      finish(occurrence);
    } else if (id === 'isakmp.phase1-refused' || id === 'isakmp.sa-refused') {
      if (checks.length > 0) finish(occurrence);
    } else if (id === 'isakmp.phase2-refused') {
      // What was refused just before it in a text that begins there is of quick mode.
      if (checks.every(({ priority, refused }) => priority === undefined && refused.length === 0)) checks = [];
      finish(undefined);
    } else if (id === 'isakmp.qm-checking' || ipsecRefusals.includes(id)) {
      finish(undefined);
      quick = true;
    } else if (!(quick && /^isakmp\.atts-/.test(id))) {
      // A paste may begin in the middle of a check.
      if (!current) {
        current = {
          priority: undefined,
          at: occurrence,
          offered: {},
          refused: [],
          verdict: undefined,
          end: occurrence,
        };
        checks.push(current);
      }
      current.end = occurrence;
      const attribute = id.split('.').at(-1) as Attribute;
      if (id.startsWith('isakmp.offer.')) {
        const field = attribute === 'group' ? 'dh' : attribute;
        const offer = text(occurrence, field);
        if (offer !== undefined) current.offered[attribute] ??= offer;
      } else if (id.startsWith('isakmp.refused.')) current.refused.push({ attribute, at: occurrence });
      else {
        current.verdict = id === 'isakmp.atts-accepted' ? 'accepted' : 'refused';
        if (current.verdict === 'accepted') finish(undefined);
        else current = undefined;
      }
    }
  }
  finish(undefined);
}

/** None of the offers was accepted: the closest policy and its exact difference. */
function refuse(model: Model, checks: readonly Check[], closing: Occurrence | undefined, report: Report): void {
  const failed = checks.filter(({ refused, verdict }) => refused.length > 0 || verdict === 'refused');
  const last = failed.at(-1);
  if (!last) return;
  const moreFollow = model.occurrences('isakmp.atts-refused').find(({ line }) => line === last.end.line)?.fields
    .next?.value;
  // Cut off in the middle of the list: the next offer may be accepted.
  if (!closing && (checks.at(-1) !== last || (moreFollow !== undefined && moreFollow !== '0'))) return;
  const attempt = model.attempts[closing?.attempt ?? last.at.attempt] ?? model.attempts[last.end.attempt];
  const peer = (closing ? text(closing, 'peer') : undefined) ?? attempt?.peer;
  // What was refused before the same peer came up was mended, or another exchange of the two fits.
  if (attempt && (attempt.recovered || (!closing && attempt.ikeUp) || fitsLater(model, attempt))) return;
  if (isWithoutKey(model, failed)) return;
  const ofPhase1 =
    closing?.message.id !== 'isakmp.sa-refused' ||
    failed.some(({ priority, refused }) => priority !== undefined || refused.length > 0);
  if (!ofPhase1) {
    // In 12.x the refusal of a transform set looks the same, and no line before it says which phase this is.
    report({
      code: 'phase1-not-established',
      certainty: 'likely',
      side: 'either',
      peer,
      title: 'What the peer[[ {peer}]] proposes is refused here; this text does not show in which phase',
      evidence: [...(closing ? [model.evidence(closing, 'cause')] : []), model.evidence(last.at, 'context')],
      candidates: eitherPhase,
    });
    return;
  }
  const closeness = (check: Check): number =>
    Math.max(-1, ...check.refused.map(({ attribute }) => checked.indexOf(attribute)));
  // The last policy compared is the default one: what somebody wrote is meant to fit, how little it does.
  const written = failed.filter(isWritten);
  const compared = written.length > 0 ? written : failed;
  const closest = compared.toSorted((a, b) => closeness(b) - closeness(a))[0] as Check;
  const policies = remember(model, `policies ${attempt?.device}`, () => localPolicies(model, attempt?.device));
  const attributes = failed.flatMap((check) => compare(check, policies));
  const best = compare(closest, policies)[0];
  const evidence: Evidence[] = [
    ...closest.refused.map(({ at }) => model.evidence(at, 'cause')),
    ...(closing ? [model.evidence(closing, 'cause')] : []),
    model.evidence(closest.at, 'context'),
    ...failed
      .filter((check) => check !== closest)
      .flatMap((check) => check.refused.map(({ at }) => model.evidence(at, 'context'))),
  ];
  const { offered } = closest;
  const values: Record<string, string> = {};
  const put = (name: string, value: string | undefined): void => {
    if (value !== undefined) values[name] = value;
  };
  put('encryption', cipherWords(offered.encryption, offered.keylength));
  put('hash', offered.hash?.toLowerCase());
  put('auth', authWords(offered.auth));
  put('dh', offered.group);
  put('number', freeNumber(checks, closest.priority));
  if (best)
    put(
      'difference',
      best.remote === unprinted
        ? `the ${best.attribute} offered does not fit`
        : `${best.attribute} ${best.remote} offered, ${best.local}`,
    );
  // The default policy, which asks for certificates, tells nothing.
  const onlyMethod = isForMethod(written);
  // All else of a policy was compared before and fits.
  const onlyLifetime = closest.refused.length > 0 && closest.refused.every(({ attribute }) => attribute === 'lifetime');
  report({
    code: onlyMethod ? 'auth-method-mismatch' : onlyLifetime ? 'lifetime-mismatch' : 'ike-policy-mismatch',
    ...(onlyLifetime ? lifetimeRefused : {}),
    certainty: closing ? 'certain' : 'likely',
    side: 'either',
    peer,
    evidence,
    values,
    ...(closest.priority === undefined ? {} : bothFixes(policies.get(closest.priority), closest, values)),
    ...(onlyMethod
      ? {
          candidates: [
            ...(values.auth === 'pre-share'
              ? [
                  {
                    code: 'psk-missing',
                    why: 'A pre-shared key is offered too where this device has none for the peer: look for "No pre-shared key with" before it.',
                  },
                ]
              : []),
            { code: 'ike-policy-mismatch', why: 'The method is a value of the policy, like the others.' },
          ],
        }
      : {}),
    attributes: uniqueRows([...(best ? [best] : []), ...attributes]).map(({ attribute, local, remote }) => ({
      name: attribute,
      local,
      remote,
    })),
  });
}

const refusedForMethod = ({ refused }: Check): boolean =>
  refused.length > 0 && refused.every(({ attribute }) => attribute === 'auth');

/**
 * Every policy that somebody wrote refuses the method of all that is offered: what else differs in some pair does not matter, for no value of it
 * would make that pair fit.
 */
function isForMethod(written: readonly Check[]): boolean {
  if (written.length === 0) return false;
  if (written.every(refusedForMethod)) return true;
  const methods = new Set(written.map(({ offered }) => offered.auth));
  return (
    methods.size === 1 &&
    !methods.has(undefined) &&
    [...groupBy(written, ({ priority }) => priority).values()].every((checks) => checks.some(refusedForMethod))
  );
}

/** A policy fitted in a later attempt with the same peer, whatever became of that one. */
function fitsLater(model: Model, { peer, device, index }: Attempt): boolean {
  if (peer === undefined) return false;
  const fitting = remember(model, `fitting ${device}`, () => lastFitting(model, device));
  return (fitting.get(peer) ?? -1) > index;
}

/** The last attempt of each peer in which a policy of phase 1 was accepted. */
function lastFitting(model: Model, device: string | undefined): ReadonlyMap<string, number> {
  const accepted = new Set(model.occurrences('isakmp.atts-accepted').map(({ attempt }) => attempt));
  const last = new Map<string, number>();
  for (const { peer, index, ikeUp, device: other } of model.attempts)
    if (peer !== undefined && other === device && (ikeUp || accepted.has(index))) last.set(peer, index);
  return last;
}

/** A policy with keys is refused where this device has said that it has no key for the peer: nothing differs between the policies. */
function isWithoutKey(model: Model, failed: readonly Check[]): boolean {
  const first = failed[0];
  const written = failed.filter(isWritten);
  return (
    first !== undefined &&
    (written.length === 0 || isForMethod(written)) &&
    model.occurrences('isakmp.no-key').some(({ line, attempt }) => line < first.at.line && attempt === first.at.attempt)
  );
}

/** A policy fits an offer only if its lifetime is not shorter than the one offered. */
const lifetimeRefused: Pick<Reported, 'role' | 'severity' | 'title' | 'candidates'> = {
  role: 'cause',
  severity: 'error',
  title: 'Only the lifetime of the policy that the peer[[ {peer}]] offers is refused',
  candidates: [{ code: 'ike-policy-mismatch', why: 'The lifetime is a value of the policy, like the others.' }],
};

/** The policies that come with the device have numbers from here on. */
const firstDefault = 65_507;
const isWritten = ({ priority }: Check): boolean => priority === undefined || Number(priority) < firstDefault;

/** No device takes a higher one. */
const highestNumber = 65_534;

/** A policy number behind the closest one that none of the policies tried has: those that others use are left alone. */
function freeNumber(checks: readonly Check[], closest: string | undefined): string | undefined {
  const used = new Set(checks.map(({ priority }) => Number(priority)));
  for (let number = Number(closest) + 1; number <= highestNumber; number += 1)
    if (!used.has(number)) return String(number);
  return undefined;
}

/** Where the values of both ends are known, each end can be told what the other has. What is compared before the first refusal is the same. */
function bothFixes(
  policy: Partial<Record<Attribute, string>> | undefined,
  { priority, refused }: Check,
  offered: Readonly<Record<string, string>>,
): { readonly fix?: readonly Fix[] } {
  const policyLines = (name: string, encryption: string, hash: string, auth: string, group: string): string[] => [
    `crypto isakmp policy ${name}`,
    ` encryption ${encryption}`,
    ` hash ${hash}`,
    ` authentication ${auth}`,
    ` group ${group}`,
  ];
  if (!policy) return {};
  const { encryption, hash, auth, dh } = offered;
  const first = Math.min(...refused.map(({ attribute }) => checked.indexOf(attribute)));
  const plain = (text: string): string => text.replace(/ \(default\)$/, '');
  const own = (
    attribute: Attribute,
    theirs: string | undefined,
    inWords: (shown: string) => string,
  ): string | undefined => {
    const shown = policy[attribute];
    return shown ? inWords(shown) : checked.indexOf(attribute) < first ? theirs : undefined;
  };
  const cipher = own('encryption', first > checked.indexOf('keylength') ? encryption : undefined, (shown) => {
    const bits = /(\d{3})/.exec(shown)?.[1];
    return cipherWords(shown, bits) ?? plain(shown);
  });
  const digest = own('hash', hash, hashWords);
  const method = own('auth', auth, (shown) => authWords(plain(shown)) ?? 'pre-share');
  const group = own('group', dh, plain);
  if (!cipher || !digest || !method || !group) return {};
  const mine = policyLines('<number>', cipher, digest, method, group);
  const theirs =
    encryption && hash && auth && dh && offered.number
      ? policyLines(offered.number, encryption, hash, auth, dh)
      : undefined;
  return {
    fix: [
      {
        where: 'remote',
        platform: 'ios',
        config: mine,
        why: `Let the peer offer what policy ${priority} of this device has.`,
      },
      ...(theirs
        ? [
            {
              where: 'local' as const,
              platform: 'ios' as const,
              config: theirs,
              why: 'Or accept here what the peer offers, in a policy of its own. Take the stronger of the two.',
            },
          ]
        : []),
    ],
  };
}

const eitherPhase = [
  { code: 'ike-policy-mismatch', why: 'In phase 1: no IKE policy in common.' },
  { code: 'ipsec-proposal-mismatch', why: 'In phase 2: no transform set in common.' },
  { code: 'proxy-id-mismatch', why: 'In phase 2: the crypto ACLs are not mirror images of each other.' },
];

interface Row {
  readonly attribute: string;
  readonly local: string;
  readonly remote: string;
}

const uniqueRows = (rows: readonly Row[]): Row[] =>
  rows.filter(
    (row, at) =>
      rows.findIndex(
        (other) => other.attribute === row.attribute && other.local === row.local && other.remote === row.remote,
      ) === at,
  );

/** Stands for an offer that the text does not print. */
const unprinted = 'not shown';

function compare(check: Check, policies: ReadonlyMap<string, Partial<Record<Attribute, string>>>): Row[] {
  const policy = check.priority === undefined ? undefined : policies.get(check.priority);
  return check.refused.map(({ attribute }) => {
    const offered = offeredValue(check.offered, attribute) ?? unprinted;
    const configured = policy && (attribute === 'keylength' ? policy.encryption : policy[attribute]);
    return {
      attribute: names[attribute],
      remote: offered,
      local: `${configured || 'another'} in policy ${check.priority ?? 'of this device'}`,
    };
  });
}

function offeredValue(offered: Check['offered'], attribute: Attribute): string | undefined {
  if (attribute === 'encryption' || attribute === 'keylength')
    return offered.encryption === undefined
      ? offered.keylength
      : `${offered.encryption}${offered.keylength === undefined ? '' : ` ${offered.keylength}`}`;
  return offered[attribute];
}

/** The policies of this device, where the text shows them: `show crypto isakmp policy` or the configuration. */
function localPolicies(
  model: Model,
  device: string | undefined,
): ReadonlyMap<string, Partial<Record<Attribute, string>>> {
  const policies = new Map<string, Partial<Record<Attribute, string>>>();
  const mine = model.captures.filter(
    (capture) => device === undefined || capture.device === undefined || capture.device === device,
  );
  const devices = new Set(model.captures.map((capture) => capture.device).filter((name) => name !== undefined));
  if (devices.size > 1 && device === undefined) return policies;
  for (const capture of mine) {
    if (capture.definition?.id === 'show crypto isakmp policy')
      for (const rec of recordsBelow(capture.root, 'policy')) {
        const { priority, encryption, keySize, hash, auth, group } = rec.fields;
        if (!priority) continue;
        policies.set(priority.value, {
          ...(encryption ? { encryption: `${encryption.value}${keySize ? ` ${keySize.value}` : ''}` } : {}),
          ...(hash ? { hash: hash.value } : {}),
          ...(auth ? { auth: auth.value } : {}),
          ...(group ? { group: group.value } : {}),
        });
      }
    if (capture.definition?.id === 'show running-config')
      for (const block of recordsBelow(capture.root, 'block')) {
        const number = /^crypto isakmp policy (\d+)/.exec(lineOf(block))?.[1];
        if (number !== undefined)
          policies.set(number, configuredPolicy(block, capture.command !== 'configure terminal'));
      }
  }
  return policies;
}

const lineOf = (rec: Rec): string => rec.fields.text?.value.trim() ?? '';

/** What IOS takes where a line is missing: des, sha, rsa-sig, group 1. Of a policy that is being edited only what changes is typed. */
function configuredPolicy(block: Rec, isWhole: boolean): Partial<Record<Attribute, string>> {
  const find = (pattern: RegExp): string | undefined =>
    block.children.map((line) => pattern.exec(lineOf(line))?.[1]).find((match) => match !== undefined);
  const read = (pattern: RegExp, otherwise: string): string =>
    find(pattern) ?? (isWhole ? `${otherwise} (default)` : '');
  return {
    encryption: read(/^encr(?:yption)? (.+)$/, 'des'),
    hash: read(/^hash (\S+)/, 'sha'),
    auth: read(/^authentication (\S+)/, 'rsa-sig'),
    group: read(/^group (\S+)/, '1'),
  };
}

// Phase 2.

interface Offer {
  readonly at: Occurrence;
  readonly parts: Map<string, string>;
  mode?: Occurrence;
}

const phase2Ids = [
  'isakmp.qm-checking',
  'isakmp.qm-transform',
  'isakmp.qm-encaps',
  'isakmp.qm-auth',
  'isakmp.qm-keylength',
  'isakmp.qm-group',
  'isakmp.qm-error-32',
  'isakmp.qm-error-256',
  'isakmp.qm-error',
  'isakmp.phase2-refused',
  'ipsec.flags',
  'ipsec.transform-unsupported',
  'ipsec.transform-line',
  'ipsec.proxy-unsupported',
  'ipsec.map-missing',
  'ipsec.map-not-found',
  'ipsec.proposal',
  'ipsec.key-line',
  'ipsec.request',
  'isakmp.quick-mode',
];

/** The refusals of phase 2 and what stood in the proposal that was refused. */
function phase2(model: Model, report: Report): void {
  let offer: Offer | undefined;
  let proxies: { local?: string; remote?: string } = {};
  for (const occurrence of inOrder(model, phase2Ids)) {
    const { id } = occurrence.message;
    const keep = (name: string, value: string | undefined): void => {
      if (value !== undefined) offer?.parts.set(name, value);
    };
    if (id === 'isakmp.qm-checking') {
      offer = { at: occurrence, parts: new Map() };
      proxies = {};
    } else if (id === 'ipsec.request' || id === 'isakmp.quick-mode') {
      proxies = {};
      offer = undefined;
    } else if (id === 'isakmp.qm-transform') keep('transform', text(occurrence, 'esp'));
    else if (id === 'isakmp.qm-encaps') {
      keep('mode', text(occurrence, 'mode'));
      if (offer) offer.mode = occurrence;
    } else if (id === 'isakmp.qm-auth') keep('integrity', text(occurrence, 'hmac'));
    else if (id === 'isakmp.qm-keylength') keep('key length', text(occurrence, 'keylength'));
    else if (id === 'isakmp.qm-group') keep('PFS group', text(occurrence, 'dh'));
    else if (id === 'ipsec.proposal' || id === 'ipsec.key-line') {
      const local = text(occurrence, 'localproxy');
      const remote = text(occurrence, 'remoteproxy');
      proxies = { ...proxies, ...(local === undefined ? {} : { local }), ...(remote === undefined ? {} : { remote }) };
      keep('transforms', text(occurrence, 'transforms'));
    } else if (id === 'ipsec.transform-line') {
      keep(
        'transforms',
        /^.*$/m
          .exec(text(occurrence, 'transforms') ?? '')?.[0]
          ?.replace(/\}.*$/, '')
          .trim(),
      );
    } else if (/error-32$|proxy-unsupported|map-/.test(id)) selectorsRefused(model, occurrence, proxies, report);
    else if (/error-256$|transform-unsupported/.test(id)) {
      keep('transforms', text(occurrence, 'transforms'));
      transformRefused(model, occurrence, offer, report);
    } else if (
      /^(?:isakmp\.qm-error|ipsec\.flags|isakmp\.phase2-refused)$/.test(id) &&
      offer &&
      !overcome(model, occurrence)
    )
      otherSecrecy(model, occurrence, offer, report);
  }
}

const peerOf = (model: Model, occurrence: Occurrence): string | undefined =>
  text(occurrence, 'peer') ?? model.attempts[occurrence.attempt]?.peer;

/** The line that ends the refused quick mode: it names both ends. */
const nextRefusal = (model: Model, occurrence: Occurrence): Occurrence | undefined =>
  model.occurrences('isakmp.phase2-refused').find(({ line }) => line > occurrence.line && line <= occurrence.line + 4);

/** `10.0.0.0 255.0.0.0`, as an ASA writes it. */
const masked = (proxy: string): string => proxy.replace(/,$/, '').split('/').slice(0, 2).join(' ');

/** `10.0.0.0 0.255.255.255`, as an IOS access list writes it. */
function wildcard(proxy: string): string {
  const [address = '', mask = ''] = proxy.split('/');
  return /^\d+(?:\.\d+){3}$/.test(mask)
    ? `${address} ${mask
        .split('.')
        .map((octet) => 255 - Number(octet))
        .join('.')}`
    : masked(proxy);
}

/** `192.0.2.0/255.255.255.0/0/0` without protocol and port, where they say "all". */
const network = (proxy: string): string => proxy.replace(/,$/, '').replace(/\/(?:0|256)\/0$/, '');

function selectorsRefused(
  model: Model,
  occurrence: Occurrence,
  proxies: { local?: string; remote?: string },
  report: Report,
): void {
  const { local, remote } = proxies;
  if (overcome(model, occurrence)) return;
  const certainty = /map-/.test(occurrence.message.id) ? 'likely' : 'certain';
  const refused = nextRefusal(model, occurrence);
  const evidence = [model.evidence(occurrence, 'cause'), ...(refused ? [model.evidence(refused, 'symptom')] : [])];
  const peer = peerOf(model, occurrence) ?? refused?.fields.peer?.value;
  const device = model.captures[occurrence.capture]?.device;
  const [other] = peer === undefined ? [] : otherPeers(model, device, peer);
  if (other) {
    report({
      code: 'crypto-map-not-matched',
      certainty,
      side: 'local',
      peer,
      evidence: [model.evidence(other.rec, 'cause'), ...evidence],
      detail: { reason: 'peer' },
    });
    return;
  }
  const stranger = outsideProfiles(model, occurrence);
  if (stranger) {
    report({ ...stranger, side: 'either', peer, ike: 1, evidence: [...stranger.evidence, ...evidence] });
    return;
  }
  if (local === undefined || remote === undefined) {
    report({ code: 'proxy-id-mismatch', certainty, side: 'either', peer, evidence });
    return;
  }
  report({
    code: 'proxy-id-mismatch',
    certainty,
    side: 'either',
    peer,
    evidence,
    ...([local, remote].every(isEverything) ? { detail: { fault: 'everything' } } : {}),
    values: {
      our_network_and_mask: masked(local),
      their_network_and_mask: masked(remote),
      our_network_and_wildcard: wildcard(local),
      their_network_and_wildcard: wildcard(remote),
      difference: `it wants ${network(remote)} to ${network(local)}`,
    },
    attributes: [
      { name: 'network behind this end', local: 'no entry with this pair', remote: network(local) },
      { name: 'network behind the peer', local: 'no entry with this pair', remote: network(remote) },
    ],
  });
}

/** A route based peer proposes everything to everything. */
const isEverything = (proxy: string): boolean => proxy.startsWith('0.0.0.0/0.0.0.0');

/**
 * The identity of the peer fitted no ISAKMP profile, and what could serve it asks for one: its networks were not even compared. That maps ask for one
 * stands in the lines before the refusal, or in the configuration.
 */
function outsideProfiles(model: Model, refused: Occurrence): Omit<Reported, 'side' | 'peer'> | undefined {
  const before = (...ids: readonly string[]): Occurrence | undefined =>
    ids
      .flatMap((id) => model.occurrences(id))
      .filter(({ line, capture }) => line < refused.line && capture === refused.capture)
      .sort((a, b) => a.line - b.line)
      .at(-1);
  const none = before('isakmp.no-profile', 'isakmp.profile-matched');
  if (none?.message.id !== 'isakmp.no-profile') return undefined;
  const passedOver = before('ipsec.profile-differs');
  const inLog = passedOver !== undefined && refused.line - passedOver.line <= samePass;
  const bound = boundProfiles(model, model.captures[refused.capture]?.device);
  if (!inLog && bound.length === 0) return undefined;
  const shown = model
    .occurrences('isakmp.id-line')
    .findLast(({ line, fields }) => fields.id && line < none.line && none.line - line <= samePayload);
  const identity = shown && text(shown, 'id');
  const [profile] = bound;
  return {
    code: 'identity-mismatch',
    certainty: inLog ? 'certain' : 'likely',
    evidence: [...(shown ? [shown] : []), none, ...(inLog ? [passedOver] : [])].map((line) =>
      model.evidence(line, 'cause'),
    ),
    values: identity === undefined ? {} : { identity },
    ...(identity !== undefined && isAddress(identity)
      ? {
          fix: [
            {
              where: 'local',
              platform: 'ios',
              ike: 1,
              config: [
                `crypto isakmp profile ${bound.length === 1 ? profile : '<name>'}`,
                ` match identity address ${identity} 255.255.255.255`,
              ],
              why: 'Accept what the peer really sends: behind NAT that is its own address.',
            },
          ],
        }
      : {}),
    candidates: [
      { code: 'proxy-id-mismatch', why: 'Of a map that asks for no profile, it is the networks that do not fit.' },
    ],
  };
}

/** A map is passed over right before the proposal is refused; the lines of a payload stand right before what is made of it. */
const samePass = 8;
const samePayload = 10;

/** The ISAKMP profiles that all maps and IPsec profiles of a device ask for; none where one of them takes any peer. */
function boundProfiles(model: Model, device: string | undefined): readonly string[] {
  const configs = configsOf(model).filter((config) => sameDevice(config.device, device));
  const asked = configs.flatMap(({ entries, ipsecProfiles }) => [
    ...entries.map(({ profile, profileVersion }) => (profileVersion === 1 ? profile : undefined)),
    ...[...ipsecProfiles.values()].map(({ ikeProfile, version }) => (version === 1 ? ikeProfile : undefined)),
  ]);
  return asked.every((name) => name !== undefined) ? [...new Set(asked)] : [];
}

const overcome = (model: Model, occurrence: Occurrence): boolean => {
  const attempt = model.attempts[occurrence.attempt];
  return attempt?.childUp === true || attempt?.recovered === true;
};

/** The next proposal of the list is being looked at and the text ends before its result. */
function anotherIsChecked(model: Model, occurrence: Occurrence): boolean {
  // Where there are hundreds, the text does not end with the first.
  if (model.count('isakmp.qm-checking') > 200) return false;
  const after = (id: string): Occurrence[] =>
    model.occurrences(id).filter((other) => other.line > occurrence.line && other.attempt === occurrence.attempt);
  const next = after('isakmp.qm-checking')[0];
  return (
    next !== undefined &&
    !['isakmp.qm-error-256', 'isakmp.qm-error-32', 'isakmp.qm-error', 'isakmp.phase2-refused', 'isakmp.node-rejected']
      .flatMap(after)
      .some(({ line }) => line > next.line)
  );
}

function transformRefused(model: Model, occurrence: Occurrence, offer: Offer | undefined, report: Report): void {
  if (overcome(model, occurrence) || anotherIsChecked(model, occurrence)) return;
  const parts = offer?.parts ?? new Map<string, string>();
  const mode = parts.get('mode');
  const offered = transformWords(parts);
  const device = model.attempts[occurrence.attempt]?.device;
  const sets = remember(model, `transforms ${device}`, () => localTransformSets(model, device));
  const peer = peerOf(model, occurrence);
  const evidence = [model.evidence(occurrence, 'cause'), ...(offer ? [model.evidence(offer.at, 'context')] : [])];
  const asked = offered === undefined ? undefined : words(offered);
  const same = sets.filter((set) => set.words === asked);
  const wanted = mode === undefined ? undefined : /transport/i.test(mode) ? 'transport' : 'tunnel';
  const otherMode = same.find((set) => wanted !== undefined && set.mode !== undefined && set.mode !== wanted);
  // A device has one set of a name: where the text holds two, it shows both ends, and they differ in nothing but the mode.
  const bothEnds = sets.length > 1 && same.length === sets.length && sets.every(({ name }) => name === sets[0]?.name);
  if (otherMode?.mode && wanted && (bothEnds || same.every((set) => set.mode !== wanted))) {
    report({
      code: 'encapsulation-mode-mismatch',
      certainty: 'certain',
      side: 'either',
      peer,
      // The mode that is offered stands on a line of its own.
      evidence: offer?.mode ? [model.evidence(offer.mode, 'cause'), ...evidence] : evidence,
      values: {
        difference: `${wanted} offered, ${otherMode.mode} in transform set ${otherMode.name}`,
        mode: wanted,
        transforms: configured(otherMode.transforms),
        set: otherMode.name,
      },
      attributes: [{ name: 'mode', local: `${otherMode.mode} (transform set ${otherMode.name})`, remote: wanted }],
    });
    return;
  }
  if (offer && (same.length > 0 || sets.length === 0) && otherSecrecy(model, occurrence, offer, report)) return;
  const { closest, attributes } = differences(offeredAttributes(parts, offered, wanted), sets);
  report({
    code: 'ipsec-proposal-mismatch',
    certainty: 'certain',
    side: 'either',
    peer,
    evidence,
    values: offered ? { transforms: offered } : {},
    attributes,
    ...(closest && offered ? { fix: setFixes(closest, offered, wanted) } : {}),
  });
}

interface TransformPart {
  readonly name: string;
  readonly value: string;
}

/** The parts of a transform set in the words of a configuration: cipher with key length, integrity, mode. */
function partsOf(transforms: string, mode: string | undefined): TransformPart[] {
  const list = configured(transforms).toLowerCase().replace(/[{},]/g, ' ').trim().split(/\s+/);
  const isIntegrity = (word: string): boolean => /^(?:ah-|esp-(?:sha|md5).*-hmac$)/.test(word);
  const cipher = list.filter((word) => !isIntegrity(word)).join(' ');
  const integrity = list.filter(isIntegrity).join(' ');
  return [
    { name: 'encryption', value: cipher || 'none' },
    { name: 'integrity', value: integrity || 'none' },
    ...(mode === undefined ? [] : [{ name: 'mode', value: mode }]),
  ];
}

/** What the text prints of the offer: all parts where the transforms stand in it, else those that the attribute lines name. */
function offeredAttributes(
  parts: ReadonlyMap<string, string>,
  offered: string | undefined,
  mode: string | undefined,
): TransformPart[] {
  const whole = partsOf(offered ?? '', mode);
  const given = parts.get('transforms');
  return whole.filter(
    ({ name }) =>
      (name === 'encryption' && offered !== undefined) ||
      (name === 'integrity' && (parts.has('integrity') || (given !== undefined && offered !== undefined))) ||
      name === 'mode',
  );
}

/** Each part of the offer that the closest transform set of this device has otherwise; every part where none is shown. */
function differences(
  offered: readonly TransformPart[],
  sets: readonly TransformSet[],
): {
  readonly closest?: TransformSet;
  readonly attributes: readonly { readonly name: string; readonly local: string; readonly remote: string }[];
} {
  const against = sets.map((set) => ({
    set,
    rows: partsOf(set.transforms, set.mode).flatMap(({ name, value: local }) => {
      const remote = offered.find((part) => part.name === name)?.value;
      return remote === undefined || remote === local ? [] : [{ name, local, remote }];
    }),
  }));
  const closest = against.filter(({ rows }) => rows.length > 0).sort((x, y) => x.rows.length - y.rows.length)[0];
  return closest
    ? {
        closest: closest.set,
        attributes: closest.rows.map((row) => ({ ...row, local: `${row.local} (transform set ${closest.set.name})` })),
      }
    : {
        attributes: offered
          // A mode that differs is refused in other words.
          .filter(({ name }) => name !== 'mode')
          .map(({ name, value: remote }) => ({ name, local: 'in no transform set', remote })),
      };
}

/** Where both are known, each end can be told what the other has. */
function setFixes(set: TransformSet, offered: string, mode: string | undefined): Fix[] {
  const lines = (transforms: string, of: string | undefined): string[] => [
    `crypto ipsec transform-set <set> ${transforms}`,
    ...(of === undefined ? [] : [` mode ${of}`]),
  ];
  return [
    {
      where: 'remote',
      platform: 'ios',
      config: lines(set.transforms, set.mode),
      why: `Let the peer offer what transform set ${set.name} of this device holds.`,
    },
    {
      where: 'local',
      platform: 'ios',
      config: lines(offered, mode),
      why: 'Or accept here what the peer offers: name this set in the crypto map entry or profile too. Take the stronger of the two.',
    },
  ];
}

/**
 * PFS that the configuration asks for and the peer does not offer, or offers with another group. (Offered and not asked for is accepted.)
 * True where that is what was found.
 */
function otherSecrecy(model: Model, occurrence: Occurrence, offer: Offer, report: Report): boolean {
  const peer = peerOf(model, occurrence);
  const device = model.attempts[occurrence.attempt]?.device;
  const wanted = remember(model, `pfs ${device} ${peer}`, () => wantedGroup(model, device, peer));
  if (wanted === undefined) return false;
  const offered = offer.parts.get('PFS group');
  const asked = /\d+/.exec(wanted)?.[0];
  if (offered !== undefined && (asked === undefined || asked === offered)) return false;
  const difference = `group ${asked ?? '1'} asked for here, ${offered === undefined ? 'none' : `group ${offered}`} offered`;
  report({
    code: 'pfs-mismatch',
    certainty: 'likely',
    side: 'either',
    peer,
    evidence: [model.evidence(occurrence, 'cause'), model.evidence(offer.at, 'context')],
    values: { difference, dh: asked ?? '1' },
    attributes: [{ name: 'PFS', local: wanted, remote: offered === undefined ? 'none' : `group${offered}` }],
  });
  return true;
}

/** The PFS group that the configuration in the text asks of this peer: of its crypto map entry, else of all IPsec profiles alike. */
function wantedGroup(model: Model, device: string | undefined, peer: string | undefined): string | undefined {
  const configs = configsOf(model).filter(
    (config) => device === undefined || config.device === undefined || config.device === device,
  );
  if (device === undefined && new Set(configs.map((config) => config.device)).size > 1) return undefined;
  const entries = configs
    .flatMap((config) => config.entries)
    .filter(({ peers }) => peers.some(({ words: list }) => peer !== undefined && list.includes(peer)));
  const profiles = configs
    .flatMap((config) => config.blocks)
    .filter((block) => /^crypto ipsec profile /.test(block.text));
  const groups =
    entries.length > 0
      ? entries.map(({ pfs }) => pfs)
      : profiles.map((profile) => {
          const line = profile.lines.find((found) => /^set pfs/.test(found.text));
          return line && (line.words[2] ?? 'group1');
        });
  return groups.length > 0 && groups.every((found) => found === groups[0]) ? groups[0] : undefined;
}

/** A debug writes `esp-256-aes` and `esp-gcm 128` where a configuration has `esp-aes 256` and `esp-gcm`. */
const configured = (transforms: string): string =>
  transforms.replace(/\besp-(\d{3})-(aes|gcm|gmac)\b/gi, 'esp-$2 $1').replace(/\b(esp-(?:aes|gcm|gmac)) 128\b/gi, '$1');

/** `ESP_AES`, 256 and `HMAC-SHA256` as a transform set writes them. */
function transformWords(parts: ReadonlyMap<string, string>): string | undefined {
  const given = parts
    .get('transforms')
    ?.replace(/\s*\((?:Tunnel|Transport)[^)]*\).*$/i, '')
    .replace(/[{},]/g, '')
    .trim();
  if (given !== undefined && given !== '' && !/^NONE/i.test(given)) return configured(given);
  const cipher = parts.get('transform');
  if (cipher === undefined) return undefined;
  const bits = parts.get('key length');
  const name = cipher.replace(/^ESP_/i, 'esp-').replace(/^AH_/i, 'ah-').replace(/_/g, '-').toLowerCase();
  const integrity = parts
    .get('integrity')
    ?.replace(/^HMAC-/i, '')
    .toLowerCase();
  return `${name}${bits !== undefined && bits !== '128' ? ` ${bits}` : ''}${integrity ? ` esp-${integrity}-hmac` : ''}`;
}

/** Transforms in one spelling and order. */
const words = (list: string): string =>
  configured(list).toLowerCase().replace(/[{},]/g, ' ').trim().split(/\s+/).sort().join(' ');

interface TransformSet {
  readonly name: string;
  readonly transforms: string;
  /** To be compared with what is offered. */
  readonly words: string;
  readonly mode: 'tunnel' | 'transport' | undefined;
}

function localTransformSets(model: Model, device: string | undefined): TransformSet[] {
  const devices = new Set(model.captures.map((capture) => capture.device).filter((name) => name !== undefined));
  if (devices.size > 1 && device === undefined) return [];
  const mine = model.captures.filter(
    (capture) => device === undefined || capture.device === undefined || capture.device === device,
  );
  const sets = mine.flatMap((capture) => {
    if (capture.definition?.id === 'show running-config')
      return recordsBelow(capture.root, 'block').flatMap(configuredSet);
    return capture.definition?.id === 'show crypto ipsec transform-set'
      ? recordsBelow(capture.root, 'set').flatMap(shownSet)
      : [];
  });
  // The set that comes with the device is always listed, and used only where nobody wrote another.
  const written = sets.filter(({ name }) => name !== 'default');
  return written.length > 0 ? written : sets;
}

function configuredSet(block: Rec): TransformSet[] {
  const match = /^crypto ipsec transform-set (\S+) (.+)$/.exec(lineOf(block));
  if (!match) return [];
  const mode = block.children
    .map((line) => /^mode (tunnel|transport)/.exec(lineOf(line))?.[1])
    .find((found) => found !== undefined);
  const transforms = (match[2] ?? '').trim();
  return [
    {
      name: match[1] ?? '',
      transforms,
      words: words(transforms),
      mode: mode === 'transport' ? 'transport' : 'tunnel',
    },
  ];
}

/** `show crypto ipsec transform-set` prints the mode of each set below it: "will negotiate = { Transport,  }". */
function shownSet(rec: Rec): TransformSet[] {
  const [name, mode] = [rec.fields.transformSet?.value, rec.fields.mode?.value.toLowerCase()];
  const facts = rec.all.filter((fact) => fact.name === 'encryption' || fact.name === 'integrity');
  if (name === undefined || (mode !== 'tunnel' && mode !== 'transport')) return [];
  const transforms = facts.map(({ value }) => value).join(' ');
  return [{ name, transforms, words: words(transforms), mode }];
}
