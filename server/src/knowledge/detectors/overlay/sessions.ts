// A peer of show dmvpn whose session is missing below NHRP: IKE or IPsec is not up.
import type { Rec, Report } from '../../../engine/define.ts';
import type { Capture, Evidence, Model } from '../../../engine/model.ts';
import { configsOf, keyFor } from '../config/model.ts';
import { shownKeysWithout } from '../config/shown-keys.ts';
import { listsIpsec, listsSa } from '../up.ts';
import { capturesOf, ipv4, isUnfiltered, numberIn, recordsBelow, secondsOf, textOf } from '../values.ts';
import { evidenceOf, sameDevice } from './rows.ts';

export function phase1(model: Model, capture: Capture, row: Rec, nbma: string | undefined, report: Report): void {
  const tunnel = model.tunnelOf(nbma);
  // IPsec SAs outlive the IKE SA that made them (UP-NO-IKE): the tunnel works.
  if (listsSa(tunnel)) return;
  const tables = capturesOf(model.captures, 'show crypto isakmp sa').filter(
    (other) => sameDevice(other, capture) && isUnfiltered(other),
  );
  const rows = tables.flatMap((table) => recordsBelow(table.root, 'sa'));
  const silent = tables.length > 0 && !rows.some((sa) => textOf(sa, 'dst') === nbma || textOf(sa, 'src') === nbma);
  const unanswered = rows.some(
    (sa) => /NO_STATE/.test(textOf(sa, 'state') ?? '') && (textOf(sa, 'dst') === nbma || textOf(sa, 'src') === nbma),
  );
  const shut = pointToPointHub(model, capture, textOf(row, 'tunnelAddress'));
  if (shut) {
    report({
      code: 'tunnel-mode-mismatch',
      certainty: 'likely',
      side: 'remote',
      peer: nbma,
      evidence: [model.evidence(shut, 'cause'), evidenceOf(model, row, 'symptom')],
      title: `${textOf(shut, 'interface') ?? 'The tunnel interface'} of the hub[[ {peer}]] is down while nothing shuts it: the wrong kind of tunnel, point-to-point without a destination`,
      fix: [
        {
          where: 'remote',
          platform: 'ios',
          config: [
            `interface ${textOf(shut, 'interface') ?? 'Tunnel<n>'}`,
            ' tunnel mode gre multipoint',
            ' shutdown',
            ' no shutdown',
          ],
          why: 'The interface of a hub has many far ends, so it names none. IOS asks for a shut and no shut when protection is active.',
        },
      ],
    });
    return;
  }
  const waits = silent && rows.length === 0 ? asksInVain(model, capture, row) : undefined;
  if (waits) {
    report({
      code: 'psk-missing',
      certainty: 'likely',
      side: 'local',
      peer: nbma,
      evidence: [evidenceOf(model, row), waits],
      title:
        'The spoke asks for the tunnel[[ to {peer}]] again and again, and IKE does not even begin: most likely it has no key for that address',
    });
    return;
  }
  const listed = silent ? shownKeysWithout(model, capture.device, nbma) : undefined;
  const others = silent
    ? (keysForOthers(model, capture.device, nbma) ?? (listed && model.evidence(listed, 'cause')))
    : undefined;
  if (others) {
    report({
      code: 'psk-missing',
      certainty: 'likely',
      side: 'local',
      peer: nbma,
      evidence: [others, evidenceOf(model, row, 'symptom')],
      title: 'The keys of this device are for other addresses than[[ {peer}]]: IKE does not even begin',
    });
    return;
  }
  const key = {
    code: 'psk-missing',
    why: 'Not even an attempt is listed: without a key for the peer IKE does not start.',
  };
  const silence = {
    code: 'peer-unreachable',
    why: 'The peer does not answer: path, UDP 500, or no IKE there (tunnel protection missing).',
  };
  const off = { code: 'ike-not-enabled', why: 'A hub without tunnel protection does not run IKE and stays silent.' };
  const policy = { code: 'ike-policy-mismatch', why: 'The two ends share no IKE policy.' };
  const psk = { code: 'psk-mismatch', why: 'The keys differ.' };
  report({
    code: 'phase1-not-established',
    certainty: 'likely',
    side: 'unknown',
    peer: nbma,
    evidence: [evidenceOf(model, row)],
    candidates: silent
      ? [key, silence, off, policy, psk]
      : unanswered
        ? [silence, off, policy, psk, key]
        : [silence, policy, psk, key, off],
  });
}

/**
 * What a spoke has asked its server in vain for at least a minute, where nothing but a missing key explains that IKE v1 lists no attempt: one
 * that gets no answer, or a refusal, stands in the table. IKEv2 has a table of its own.
 */
function asksInVain(model: Model, capture: Capture, row: Rec): Evidence | undefined {
  if (speaksV2(model) || (secondsOf(textOf(row, 'time')) ?? 0) < 60) return undefined;
  if (isOff(model, capture.device)) return undefined;
  return capturesOf(model.captures, 'show ip nhrp nhs')
    .filter((other) => sameDevice(other, capture))
    .flatMap(({ root }) => recordsBelow(root, 'nhs'))
    .filter(
      (nhs) =>
        textOf(nhs, 'nhs') === textOf(row, 'tunnelAddress') &&
        (numberIn(nhs.fields.sent) ?? 0) >= 3 &&
        numberIn(nhs.fields.received) === 0,
    )
    .map((nhs) => model.evidence(nhs, 'symptom'))[0];
}

/** IKEv2, or a profile that brings keys of its own, is used somewhere in the text. */
const speaksV2 = (model: Model): boolean =>
  model.captures.some(({ command }) => command.includes('ikev2')) ||
  model.attempts.some(({ version }) => version === 2) ||
  configsOf(model).some(
    (config) =>
      config.proposals.length > 0 ||
      [...config.ipsecProfiles.values()].some(({ ikeProfile, version }) => ikeProfile !== undefined || version === 2),
  );

/** The keys of a device that its configuration shows, where each is for an address and none for this one. */
function keysForOthers(model: Model, device: string | undefined, nbma: string | undefined): Evidence | undefined {
  if (nbma === undefined || ipv4(nbma) === undefined || speaksV2(model)) return undefined;
  const mine = configsOf(model).filter((config) => config.device === device);
  const keys = mine.flatMap((config) => config.keys);
  const first = keys[0];
  const known = keys.every(({ version, address, keyring }) => version === 1 && address && keyring === undefined);
  return first && known && mine.every((config) => keyFor(config, nbma).length === 0)
    ? model.evidence(first.rec, 'cause')
    : undefined;
}

/** The log of a device says last that IKE was switched off. */
function isOff(model: Model, device: string | undefined): boolean {
  const last = (id: string): number =>
    model.occurrences(id).findLast(({ capture }) => model.captures[capture]?.device === device)?.line ?? -1;
  return last('crypto.isakmp-off') > last('crypto.isakmp-on');
}

/**
 * A multipoint tunnel is up as long as its source is. One that is down while its device runs no IKE is a point-to-point tunnel without a
 * destination. That no IKE runs there, the log says; or the interface is the server's by its address, and its device has no IKE SA at all.
 */
function pointToPointHub(model: Model, spoke: Capture, server: string | undefined): Rec | undefined {
  const silent = (device: string | undefined): boolean => {
    const tables = capturesOf(model.captures, 'show crypto isakmp sa', 'show crypto ikev2 sa').filter(
      (table) => table.device === device && isUnfiltered(table),
    );
    return tables.length > 0 && tables.every(({ root }) => recordsBelow(root, 'sa').length === 0);
  };
  for (const capture of capturesOf(model.captures, 'show ip interface brief')) {
    const rows = recordsBelow(capture.root, 'interface');
    const down = rows.filter((row) => textOf(row, 'status') === 'up' && textOf(row, 'protocol') === 'down');
    const row = down.find((one) => /^Tu/.test(textOf(one, 'interface') ?? ''));
    if (!row) continue;
    const isServer =
      capture.device !== undefined &&
      capture.device !== spoke.device &&
      server !== undefined &&
      textOf(row, 'address') === server &&
      down.length === 1 &&
      silent(capture.device);
    if (isOff(model, capture.device) || isServer) return row;
  }
  return undefined;
}

export function phase2(model: Model, row: Rec, nbma: string | undefined, report: Report): void {
  const tunnel = model.tunnelOf(nbma);
  if (listsIpsec(tunnel)) return;
  report({
    code: 'phase2-not-established',
    certainty: 'likely',
    side: 'unknown',
    peer: nbma,
    evidence: [evidenceOf(model, row)],
    candidates: [
      { code: 'ipsec-proposal-mismatch', why: 'The transform sets of the two ends differ.' },
      { code: 'pfs-mismatch', why: 'One end demands PFS or another group.' },
      { code: 'encapsulation-mode-mismatch', why: 'One end offers transport, the other tunnel mode (IKEv1).' },
      { code: 'proxy-id-mismatch', why: 'The tunnel source addresses that become the selectors do not fit.' },
    ],
  });
}
