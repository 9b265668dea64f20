// Compares the tunnel keys of one tunnel interface at two devices, where a filter picked that of at least one of them out.
import type { Fact, Rec, Report } from '../../../engine/define.ts';
import type { Capture, IpsecSa, Model } from '../../../engine/model.ts';
import { capturesOf, recordsBelow, textOf } from '../values.ts';
import { configsOf, isPickedOut } from './model.ts';

/** Fewer packets than this prove nothing. */
const telling = 5;

/**
 * A filter takes addresses and destinations away, so the counters have to tell that the two are the ends of one tunnel: of the two devices the
 * one decrypts what the other sends, and sends nothing itself. That is what a router does with packets of another key.
 */
export function comparePickedKeys(model: Model, report: Report): void {
  const picked = capturesOf(model.captures, 'show running-config').flatMap(pickedKey);
  if (picked.length === 0) return;
  const shown = [...picked, ...wholeKeys(model, picked)];
  const devices = [...new Set(shown.map(({ device }) => device))];
  const [one, other] = devices.map((device) => shown.findLast((key) => key.device === device));
  if (!one || !other || devices.length > 2 || one.name !== other.name || one.key === other.key) return;
  if (!isUnheard(model, one.device, other.device) && !isUnheard(model, other.device, one.device)) return;
  report({
    code: 'tunnel-key-mismatch',
    certainty: 'likely',
    side: 'either',
    evidence: [model.evidence(one.at, 'cause'), model.evidence(other.at, 'cause')],
    values: { localKey: one.key, remoteKey: other.key },
    attributes: [{ name: 'tunnel key', local: one.key, remote: other.key }],
  });
}

/** The key of a tunnel interface of one device. */
interface ShownKey {
  readonly device: string;
  /** The number of the interface. */
  readonly name: string;
  readonly key: string;
  readonly at: Rec | Fact;
}

/** The keys of interfaces that other devices show whole, of the same number as one that a filter picked from. */
const wholeKeys = (model: Model, picked: readonly ShownKey[]): readonly ShownKey[] =>
  configsOf(model).flatMap(({ device, filtered, interfaces }) =>
    device === undefined || filtered || picked.some((one) => one.device === device)
      ? []
      : interfaces.flatMap(({ name, shut, tunnel: { key }, block }) => {
          const number = /^Tu[a-z]*(\d+)$/i.exec(name)?.[1];
          return number !== undefined && key !== undefined && !shut && picked.some((one) => one.name === number)
            ? [
                {
                  device,
                  name: number,
                  key,
                  at: (block.lines.find(({ text }) => /^tunnel key/.test(text)) ?? block).rec,
                },
              ]
            : [];
        }),
  );

/** The key in `show running-config interface Tunnel8 | include key`, with the interface that the command names. */
function pickedKey(capture: Capture): readonly ShownKey[] {
  const name = /\sint\S*\s+tu[a-z]*\s?(\d+)\s*\|/i.exec(capture.typed ?? '')?.[1];
  const keys = ['block', 'line']
    .flatMap((kind) => recordsBelow(capture.root, kind))
    .filter((rec) => /^tunnel key \d/.test(textOf(rec, 'text') ?? ''));
  const key = keys[0]?.fields.text;
  const { device } = capture;
  if (name === undefined || device === undefined || !key || keys.length > 1 || !isPickedOut(capture)) return [];
  return [{ device, name, key: key.value.replace('tunnel key ', ''), at: key }];
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
