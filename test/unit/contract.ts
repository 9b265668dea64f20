// The finding codes that other tools rely on, with their troubleshooting step (undefined where the contract names none).
import type { Step } from '../../server/src/engine/model.ts';

const steps: Readonly<Record<string, string>> = {
  1: 'peer-unreachable nat-t-blocked peer-not-configured fvrf-mismatch',
  2: `phase1-not-established ike-policy-mismatch ike-dh-group-mismatch authentication-failed psk-mismatch psk-missing auth-method-mismatch
    identity-mismatch certificate-invalid certificate-revocation certificate-enrollment-failure clock-not-set ike-version-mismatch
    exchange-mode-mismatch ike-not-enabled xauth-failed mode-config-failed eap-failed ike-admission-limit crypto-throughput-licence
    fragmentation-ike ike-sa-stale`,
  3: `phase2-not-established ipsec-proposal-mismatch pfs-mismatch proxy-id-mismatch encapsulation-mode-mismatch crypto-map-not-matched
    no-return-traffic no-outbound-traffic no-interesting-traffic esp-blocked nat-exemption-missing anti-replay-drops integrity-failures
    mtu-fragmentation plaintext-received invalid-spi send-errors`,
  5: 'missing-route ivrf-mismatch recursive-routing',
  6: 'lifetime-mismatch dpd-failure rekey-failure rekey-collision sa-flapping idle-timeout',
};
const withoutStep = `nhrp-registration-failure nhrp-resolution-failure nhrp-multicast-map-missing tunnel-key-mismatch tunnel-mode-mismatch
  overlay-routing-flap gdoi-registration-failure config-reference-missing config-incomplete
  weak-algorithm operator-action secret-in-text ts-narrowed idle-tunnel harmless-message`;

const words = (text: string): readonly string[] => text.split(/\s+/).filter(Boolean);

export const CODES: ReadonlyMap<string, Step | undefined> = new Map([
  ...Object.entries(steps).flatMap(([step, list]) => words(list).map((code) => [code, Number(step) as Step] as const)),
  ...words(withoutStep).map((code) => [code, undefined] as const),
]);
