// Judges IKE_AUTH: identities, methods, keys and certificates, and the notifies with which the peer refuses.
import type { Reported } from '../../../engine/define.ts';
import type { Certainty, Model, Occurrence, Side } from '../../../engine/model.ts';
import { byCertificateName } from '../../rules/identity-mismatch.ts';
import { configsOf } from '../config/model.ts';
import { fieldOf, sameDevice } from '../values.ts';
import { childRefusalOf, sayNotAnswered, sayPutOff } from './ikev2-child.ts';
import type { Facts } from './ikev2-exchanges.ts';
import { sayFrontDoor } from './ikev2-front-doors.ts';
import { configuredMethods, methodOf, profilesOf, showsKeysOnly } from './ikev2-methods.ts';
import { spentPools } from './ikev2-own-refusals.ts';
import { type ChildRefusal, type Code, childRefusals, type Say } from './ikev2-reports.ts';
import { ikev2Alone, unwrittenReason } from './ikev2-syslog.ts';
import { judgeUser } from './ikev2-users.ts';

/** Lines that say the reason by themselves. */
const reasons = [
  'method-mismatch',
  'peer-id-refused',
  'eap-failed',
  'aaa-failed',
  'authorization-failed',
  'authorization-policy-missing',
  'no-address',
  'auth-value-differs',
  'chain-missing',
  'private-key-missing',
  'error-certificate-request-failed',
  'error-cert-encoding',
];

export const certificateMethod = /RSA|ECDSA|DSS|MLDSA|ML-DSA|SIG|cert/i;

export function judgeAuthentication(facts: Facts, say: Say): boolean {
  if (facts.has(...reasons)) return true;
  const passed = facts.all('auth-passed').at(-1);
  const unresolved = (line: Occurrence | undefined): line is Occurrence =>
    line !== undefined && (!passed || line.line > passed.line);
  const failed = [
    facts.first('auth-data-failed'),
    facts.first('error-authenticate-failed'),
    facts.first('sm-auth-failed'),
    facts.first('verify-auth-failed'),
    facts.first('sending-auth-failure'),
  ].find(unresolved);
  const timedOut = facts.has(
    'error-auth-not-received',
    'sm-auth-awaited',
    'sm-auth-exceeded',
    'sm-init-exceeded',
    'error-retransmissions-exceeded',
  );
  const closed = facts.first('error-auth-exchange-failed');
  const certificate = facts.first('verify-cert-failed', 'sm-cert-failed', 'chain-refused');
  if (certificate && unresolved(certificate)) {
    say('certificate-invalid', 'likely', [certificate, failed], { side: 'either' });
    return true;
  }
  const missing = facts.first('error-item-not-found');
  const search = facts.all('identity-search').at(-1);
  const noProfile = facts.first('profile-not-by-certificate', 'profile-not-found');
  const identity =
    search && unresolved(search)
      ? { identity: fieldOf(search, 'identity') ?? '', type: fieldOf(search, 'type') ?? '' }
      : undefined;
  const ended = failed !== undefined || (closed !== undefined && !timedOut) || missing !== undefined;
  if (
    noProfile &&
    unresolved(noProfile) &&
    (ended || (search && noProfile.line - search.line < 8)) &&
    !facts.has('session-up', 'sa-created')
  ) {
    if (identity && sayFrontDoor(facts, say, noProfile, identity)) return true;
    say('identity-mismatch', missing || failed || closed ? 'certain' : 'likely', [noProfile, search, missing, closed], {
      side: 'either',
      ...asConfigured(identity, facts),
    });
    return true;
  }
  if (missing && unresolved(missing) && !facts.has('session-up', 'sa-created') && (search || closed)) {
    say('identity-mismatch', 'likely', [missing, search, closed], { side: 'either', ...asConfigured(identity, facts) });
    return true;
  }
  const method = facts.all('peer-method').at(-1);
  if (
    method &&
    (failed || (closed && !timedOut)) &&
    unresolved(method) &&
    sayMethod(facts, say, method, failed ?? closed)
  )
    return true;
  if (!passed && judgeUser(facts, say, { failed, closed, timedOut })) return true;
  if (ended && sayInOtherWords(facts, say, unresolved)) return true;
  // AAA is asked only after the peer has proved who it is: what fails then is what the peer may have, not its key.
  const asked = facts.all('authorization-step').at(-1);
  const refusedAfter = failed ?? (timedOut ? undefined : closed);
  const given = facts.has('authorization-given');
  if (asked && refusedAfter && passed && unresolved(asked) && asked.line < refusedAfter.line && !given) {
    say('mode-config-failed', 'likely', [asked, refusedAfter, passed], { side: 'local' });
    return true;
  }
  // The peer says no more than no: what it did not accept, only its own lines tell.
  const told = facts.notify('AUTHENTICATION_FAILED');
  if (told && !facts.has('auth-data-failed')) {
    const byKey = provedBy(facts) === 'key' || (provedBy(facts) === undefined && onlyKeys(facts.model));
    say('authentication-failed', 'likely', [told.line, closed], {
      side: 'either',
      ...(byKey && { candidates: refusedKey }),
      ...(provedBy(facts) === 'certificate' && { candidates: aboutCertificates, fix: [] }),
    });
    return true;
  }
  // The proof was accepted before: neither key nor certificate is why this end refuses.
  if (failed && passed && !facts.has('auth-data-failed', 'error-authenticate-failed')) {
    say('authentication-failed', 'likely', [failed, passed, closed], {
      side: 'local',
      candidates: refusedPeer,
      next: refusedHere,
      fix: [],
    });
    return true;
  }
  if (failed) {
    sayUnproven(facts, say, failed, [...facts.all('peer-method', 'use-key').slice(-2), closed]);
    return true;
  }
  if (
    closed &&
    !timedOut &&
    !passed &&
    facts.received.length === 0 &&
    !facts.has('error-no-proposal-chosen-received', 'retransmit', 'error-no-ipsec-policy-for-ts', 'ts-unacceptable')
  ) {
    sayUndecided(facts, say, [closed], false);
    return true;
  }
  return false;
}

/** An identity in the words of `match identity remote`; a name in a certificate has none. */
function asConfigured(
  identity: { readonly identity: string; readonly type: string } | undefined,
  { model }: Facts,
): Pick<Reported, 'values' | 'detail'> {
  if (!identity) return {};
  const expected = expectedBy(model);
  const values = { ...identity, ...(expected === undefined ? {} : { expected }) };
  if (/\bDN\b/.test(identity.type)) return { values, detail: { fault: byCertificateName } };
  const [, idType] = identityTypes.find(([type]) => type.test(identity.type)) ?? [];
  return { values: { ...values, ...(idType && { idType }) } };
}

/** What the only profile in the text asks of a peer, as the peer would configure it. */
function expectedBy(model: Model): string | undefined {
  const asked = configsOf(model)
    .flatMap(({ blocks }) => blocks.filter(({ text }) => text.startsWith('crypto ikev2 profile ')))
    .flatMap(({ lines }) => lines.flatMap(({ text }) => /^match identity remote (.+)$/.exec(text)?.[1] ?? []));
  const [only, ...more] = asked;
  if (only === undefined || more.length > 0) return undefined;
  return only
    .trim()
    .replace(/^(fqdn|email) domain /, '$1 <name>.')
    .replace(/^(address \S+) .*$/, '$1');
}

const identityTypes: readonly (readonly [RegExp, string])[] = [
  [/FQDN/i, 'fqdn'],
  [/mail|822/i, 'email'],
  [/key/i, 'key-id'],
  [/address/i, 'address'],
];

/** The profile that was chosen, or each that there is where no line names it, expects the peer to prove itself in another way than it does. */
function sayMethod(facts: Facts, say: Say, method: Occurrence, refused: Occurrence | undefined): boolean {
  const told = differingMethods(facts, method);
  if (!told) return false;
  const chosen = facts.all('profile-found').at(-1);
  say('auth-method-mismatch', chosen ? 'certain' : 'likely', [method, chosen, refused], { side: 'either', ...told });
  return true;
}

/** What the profile of this end expects of a peer, and what the peer does, where the two differ. */
export function differingMethods(facts: Facts, method: Occurrence): Pick<Reported, 'attributes' | 'fix'> | undefined {
  const chosen = facts.all('profile-found').at(-1);
  const device = facts.model.captures[method.capture]?.device;
  const profiles = chosen
    ? profilesOf(facts.model).filter(({ name }) => name === fieldOf(chosen, 'profile'))
    : configsOf(facts.model)
        .filter((config) => sameDevice(config.device, device))
        .flatMap(({ ikeProfiles }) => ikeProfiles)
        .filter(({ version }) => version === 2);
  const word = fieldOf(method, 'method') ?? '';
  const uses = certificateMethod.test(word) ? 'certificate' : /PSK|pre-?shar/i.test(word) ? 'key' : undefined;
  const [profile] = profiles;
  if (uses === undefined || !profile || (chosen && profiles.length > 1)) return undefined;
  if (profiles.some(({ expects }) => expects.length === 0 || expects.flatMap(methodOf).includes(uses)))
    return undefined;
  const [expected = ''] = profile.expects;
  return {
    attributes: [{ name: 'authentication', local: profile.expects.join(', '), remote: word }],
    fix: [
      {
        where: 'remote',
        platform: 'ios',
        config: ['crypto ikev2 profile <name>', ` authentication local ${expected}`],
        why: 'What this end expects. Or let this end accept what the peer does (authentication remote).',
      },
      {
        where: 'remote',
        platform: 'asa',
        config: [
          'tunnel-group <group> ipsec-attributes',
          ` ikev2 local-authentication ${uses === 'key' ? 'certificate <trustpoint>' : 'pre-shared-key <key>'}`,
        ],
        why: 'What this end expects.',
      },
    ],
  };
}

/** An error in words that no message knows, of which some tell what it is about. */
export function sayInOtherWords(facts: Facts, say: Say, unresolved: (line: Occurrence) => boolean): boolean {
  for (const line of facts.all('error-unwritten', 'error-ppk-mismatch').filter(unresolved)) {
    const reason = fieldOf(line, 'reason');
    const claim = reason === undefined ? ikev2Alone['ppk-mismatch'] : unwrittenReason(reason);
    if (!claim || claim.code === 'phase1-not-established') continue;
    // Trustpoints are looked through for keys too, but nothing is signed with a key; and that the proof was refused, other lines say better.
    if (claim.code === 'certificate-invalid' && claim.detail === undefined && provedBy(facts) === 'key') continue;
    if (claim.code === 'authentication-failed' && claim.title === undefined) continue;
    const { code, side = 'unknown', ...more } = claim;
    const closing = facts.all('error-auth-exchange-failed', 'error-initial-exchange-failed');
    say(code as Code, 'likely', [line, closing.find(({ start }) => start > line.start)], { ...more, side });
    return true;
  }
  return false;
}

/** The proof of identity was refused: with keys they differ; with certificates, or unseen, the text cannot say more. */
function sayUnproven(facts: Facts, say: Say, line: Occurrence, more: readonly (Occurrence | undefined)[]): void {
  const by = provedBy(facts);
  const here = facts.has('auth-data-failed');
  if (by === 'key') say('psk-mismatch', here ? 'certain' : 'likely', [line, ...more], { side: 'either' });
  else if (by === undefined && onlyKeys(facts.model))
    say('psk-mismatch', 'likely', [line, ...more], { side: 'either' });
  else sayUndecided(facts, say, [line, ...more], by === 'certificate');
}

/** The text does not say what was wrong with the proof. This end knows where it is the one that refuses; of certificates no key is to blame. */
function sayUndecided(
  facts: Facts,
  say: Say,
  lines: readonly (Occurrence | undefined)[],
  byCertificate: boolean,
): void {
  say('authentication-failed', 'likely', lines, {
    side: byCertificate ? 'either' : 'unknown',
    ...(facts.has('auth-data-failed', 'sending-auth-failure') ? { next: refusedHere } : {}),
    ...(byCertificate ? { candidates: aboutCertificates, fix: [] } : {}),
  });
}

const refusedHere: NonNullable<Reported['next']> = [
  {
    command: 'show crypto ikev2 profile',
    why: 'This end refuses: which authentication, identities, key ring and trustpoints does it expect of the peer?',
    where: 'local',
    platform: 'ios',
  },
  {
    command: 'show running-config tunnel-group',
    why: 'This end refuses: which authentication and trustpoints does it expect of the peer?',
    where: 'local',
    platform: 'asa',
  },
];

const aboutCertificates: NonNullable<Reported['candidates']> = [
  { code: 'certificate-invalid', why: 'A certificate is expired, not trusted, or not there.' },
  { code: 'identity-mismatch', why: 'The name in the certificate is not the one that the peer expects.' },
  { code: 'auth-method-mismatch', why: 'One end sends a certificate where the other expects a key.' },
];

/** With what the ends prove who they are, as far as the lines name it. */
function provedBy(facts: Facts): 'key' | 'certificate' | undefined {
  const methods = facts.all('peer-method', 'my-method', 'own-method').map((method) => fieldOf(method, 'method') ?? '');
  if (methods.some((method) => certificateMethod.test(method))) return 'certificate';
  const named = methods.some((method) => /PSK|pre-?shar/i.test(method));
  return named || facts.has('use-key', 'get-key', 'keyring') ? 'key' : undefined;
}

/** Why a peer that has proved who it is may be refused all the same. */
const refusedPeer = [
  { code: 'mode-config-failed', why: 'AAA does not authorize the peer, or it can be given no address.' },
  { code: 'identity-mismatch', why: 'The identity is not one that this end accepts.' },
];

/** Why a peer may refuse a proof that was made with a key. */
const refusedKey = [
  { code: 'psk-mismatch', why: 'The pre-shared keys differ: the most frequent reason.' },
  { code: 'identity-mismatch', why: 'No profile of the peer accepts the identity that was sent.' },
  { code: 'psk-missing', why: 'The peer has no key for this end.' },
  { code: 'auth-method-mismatch', why: 'The peer expects a certificate in place of a key.' },
];

/** The profiles in the text know no other proof than keys; where it shows none, its keyrings, and nothing of certificates. */
function onlyKeys(model: Model): boolean {
  const methods = configuredMethods(model);
  return methods.length > 0 ? methods.every((method) => method === 'key') : showsKeysOnly(model);
}

/** The addresses are handed out by the end that says that it has none. */
const pools: NonNullable<Reported['next']> = [
  { command: 'show ip local pool', why: 'Is the pool there, and are addresses free?', where: 'remote' },
  {
    command: 'show crypto ikev2 authorization policy',
    why: 'Is the policy there that the profile names, and does it name a pool?',
    where: 'remote',
  },
];

/** What stands alone for its reason: a notify that has one meaning in every exchange. */
const plainRefusals: Readonly<
  Record<string, readonly [Code, Certainty, Pick<Reported, 'candidates' | 'next'> & { readonly side: Side }]>
> = {
  TS_UNACCEPTABLE: ['proxy-id-mismatch', 'certain', { side: 'either' }],
  SINGLE_PAIR_REQUIRED: ['proxy-id-mismatch', 'certain', { side: 'either' }],
  INTERNAL_ADDRESS_FAILURE: ['mode-config-failed', 'certain', { side: 'remote', next: pools }],
  FAILED_CP_REQUIRED: ['mode-config-failed', 'certain', { side: 'local' }],
  INVALID_MAJOR_VERSION: ['ike-version-mismatch', 'certain', { side: 'either' }],
};

/** The peer refused with a notify. */
export function judgeRefusal(facts: Facts, say: Say): boolean {
  const child = facts.received.find(({ name, stage }) => stage === 'child' && childRefusals[name]);
  if (child) {
    const [code, certainty, more] = childRefusalOf(facts, child.name, child.line) as ChildRefusal;
    if (code === 'rekey-collision' && sayNotAnswered(facts, say, child.line)) return true;
    say(code, certainty, [child.line, facts.first('error-child-exchange-failed')], more);
    sayPutOff(facts, say);
    return true;
  }
  for (const [name, [code, certainty, more]] of Object.entries(plainRefusals)) {
    const notify = facts.notify(name);
    if (!notify) continue;
    const ranges = code === 'proxy-id-mismatch' ? facts.all('line-range', 'asa-dump-range').slice(-2) : [];
    const pool = name === 'INTERNAL_ADDRESS_FAILURE' ? spentPools(facts, notify.line, false) : undefined;
    say(code, certainty, [notify.line, ...ranges], { ...more, ...pool });
    return true;
  }
  if (facts.has('error-no-ipsec-policy-for-ts', 'ts-unacceptable')) return true;
  const notify = facts.notify('NO_PROPOSAL_CHOSEN');
  const sentence = facts.first('error-no-proposal-chosen-received');
  const line = notify?.line ?? sentence;
  if (!line) return false;
  const stage =
    notify && notify.stage !== 'unknown'
      ? notify.stage
      : facts.has('error-initial-exchange-failed', 'error-sa-init-failed')
        ? 'init'
        : facts.has('error-child-exchange-failed')
          ? 'child'
          : facts.has('error-auth-exchange-failed', 'auth-passed', 'auth-response')
            ? 'auth'
            : facts.stageAt(line);
  if (stage === 'child') {
    const [code, certainty, more] = childRefusals.NO_PROPOSAL_CHOSEN as ChildRefusal;
    say(code, certainty, [line, facts.first('error-child-exchange-failed')], more);
    return true;
  }
  if (stage === 'auth')
    say('ipsec-proposal-mismatch', 'likely', [line, facts.first('auth-passed')], {
      side: 'either',
      candidates: otherChildRefusals,
    });
  else
    say(
      'ike-policy-mismatch',
      'likely',
      [line, sentence === line ? undefined : sentence, facts.first('error-initial-exchange-failed')],
      { side: 'either', candidates: otherRefusals },
    );
  return true;
}

/** A bare NO_PROPOSAL_CHOSEN says most often that the algorithms differ. What else it may say only the peer can tell. */
const otherRefusals = [
  {
    code: 'peer-not-configured',
    why: 'The peer has no policy or profile for the address or the VRF that this end comes from.',
  },
];
const otherChildRefusals = [
  { code: 'proxy-id-mismatch', why: 'No crypto ACL entry of the peer covers the networks that this end asked for.' },
  {
    code: 'crypto-map-not-matched',
    why: 'No crypto map entry of the peer names this end, or the entry is incomplete.',
  },
];
