// Compares the tunnel keys that a filter picked out of one tunnel interface at each of two devices.
import type { Report } from '../../../engine/define.ts';
import type { Capture, IpsecSa, Model } from '../../../engine/model.ts';
import { capturesOf, recordsBelow, textOf } from '../values.ts';
import { isPickedOut } from './model.ts';

/** Fewer packets than this prove nothing. */
const telling = 5;

/**
 * A filter takes addresses and destinations away, so the counters have to tell that the two are the ends of one tunnel: of the two devices the
 * one decrypts what the other sends, and sends nothing itself. That is what a router does with packets of another key.
 */
export function comparePickedKeys(model: Model, report: Report): void {
  const picked = capturesOf(model.captures, 'show running-config').flatMap(pickedKey);
  const devices = [...new Set(picked.map(({ device }) => device))];
  const [one, other] = devices.map((device) => picked.findLast((key) => key.device === device));
  if (!one || !other || devices.length > 2 || one.name !== other.name || one.key.value === other.key.value) return;
  if (!isUnheard(model, one.device, other.device) && !isUnheard(model, other.device, one.device)) return;
  report({
    code: 'tunnel-key-mismatch',
    certainty: 'likely',
    side: 'either',
    evidence: [model.evidence(one.key, 'cause'), model.evidence(other.key, 'cause')],
    values: { localKey: one.key.value, remoteKey: other.key.value },
    attributes: [{ name: 'tunnel key', local: one.key.value, remote: other.key.value }],
  });
}

/** The key in `show running-config interface Tunnel8 | include key`, with the interface that the command names. */
function pickedKey(capture: Capture) {
  const name = /\sint\S*\s+tu[a-z]*\s?(\d+)\s*\|/i.exec(capture.typed ?? '')?.[1];
  const keys = ['block', 'line']
    .flatMap((kind) => recordsBelow(capture.root, kind))
    .filter((rec) => /^tunnel key \d/.test(textOf(rec, 'text') ?? ''));
  const key = keys[0]?.fields.text;
  const { device } = capture;
  if (name === undefined || device === undefined || !key || keys.length > 1 || !isPickedOut(capture)) return [];
  return [{ device, name, key: { ...key, value: key.value.replace('tunnel key ', '') } }];
}

function isUnheard(model: Model, from: string, to: string): boolean {
  const [sent, received] = [from, to].map((device) => lastLook(model, device));
  return (
    sent !== undefined &&
    received !== undefined &&
    sent.decaps === 0 &&
    received.encaps === 0 &&
    (received.decaps ?? 0) >= telling &&
    (sent.encaps ?? 0) >= (received.decaps ?? 0) / 2 &&
    (sent.encaps ?? 0) <= 2 * (received.decaps ?? 0)
  );
}

/** The counters of the only SA that a device shows in its last look. */
function lastLook(model: Model, device: string): IpsecSa | undefined {
  const all = model.tunnels.filter((tunnel) => tunnel.device === device).flatMap(({ ipsec }) => ipsec);
  const last = Math.max(...all.map(({ capture }) => capture));
  const [only, ...more] = all.filter(({ capture }) => capture === last);
  return more.length > 0 ? undefined : only;
}
