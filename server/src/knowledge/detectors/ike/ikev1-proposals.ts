// Compares IKEv1 proposals of phase 1 attribute by attribute: what was offered against which policy. Quick mode is compared in a file of its own.
import { type Detector, detector, type Fix, type Rec, type Report, type Reported } from '../../../engine/define.ts';
import type { Attempt, Evidence, Model, Occurrence } from '../../../engine/model.ts';
import { fieldOf, groupBy, inOrder, recordsBelow } from '../values.ts';
import { lineOf, remember } from './ikev1-offers.ts';
import { phase2 } from './ikev1-quick-mode.ts';
import { authWords, cipherWords, hashWords } from './policy-words.ts';

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
  *run(model, report) {
    phase1(model, report);
    yield;
    phase2(model, report);
  },
});

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
        priority: fieldOf(occurrence, 'priority'),
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
        const offer = fieldOf(occurrence, field);
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
  const rest = checks.at(-1) === last ? undefined : checks.at(-1);
  if (!closing && ((rest && !isLastResort(rest)) || (moreFollow !== undefined && moreFollow !== '0'))) return;
  const attempt = model.attempts[closing?.attempt ?? last.at.attempt] ?? model.attempts[last.end.attempt];
  const peer = (closing ? fieldOf(closing, 'peer') : undefined) ?? attempt?.peer;
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

/** Behind all others IOS tries a policy with DES: what offers another cipher has been refused by every policy that somebody wrote. */
const isLastResort = ({ priority, offered: { encryption } }: Check): boolean =>
  Number(priority) > highestNumber && encryption !== undefined && !/^DES\b/i.test(encryption);

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
  return attribute === 'lifetime' ? lifetimeIn(offered.lifetime) : offered[attribute];
}

/** `0x0 0x1 0x51 0x80` are the bytes of a number, as configurations have it. */
function lifetimeIn(printed: string | undefined): string | undefined {
  const bytes = printed?.trim().split(/\s+/) ?? [];
  return bytes.length > 0 && bytes.length <= 6 && bytes.every((byte) => /^0x[\da-f]{1,2}$/i.test(byte))
    ? String(bytes.reduce((sum, byte) => sum * 256 + Number(byte), 0))
    : printed;
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
