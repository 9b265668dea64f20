// The catalogue: every entry, listed by hand and in order, so that nothing is found by accident.
import type { Catalogue, Command, Detector, Message, Rule, Term } from '../engine/define.ts';
import { heads } from './heads.ts';
import { kinds } from './kinds.ts';
import { weakAlgorithm } from './rules/weak-algorithm.ts';
import { secretInText } from './rules/secret-in-text.ts';
import { harmlessMessage } from './rules/harmless-message.ts';
import { operatorAction } from './rules/operator-action.ts';
import { cryptoMapNotMatched } from './rules/crypto-map-not-matched.ts';
import { encapsulationModeMismatch } from './rules/encapsulation-mode-mismatch.ts';
import { proxyIdMismatch } from './rules/proxy-id-mismatch.ts';
import { pfsMismatch } from './rules/pfs-mismatch.ts';
import { ipsecProposalMismatch } from './rules/ipsec-proposal-mismatch.ts';
import { phase2NotEstablished } from './rules/phase2-not-established.ts';
import { ikeSaStale } from './rules/ike-sa-stale.ts';
import { cryptoThroughputLicence } from './rules/crypto-throughput-licence.ts';
import { ikeAdmissionLimit } from './rules/ike-admission-limit.ts';
import { modeConfigFailed } from './rules/mode-config-failed.ts';
import { xauthFailed } from './rules/xauth-failed.ts';
import { ikeNotEnabled } from './rules/ike-not-enabled.ts';
import { ikeVersionMismatch } from './rules/ike-version-mismatch.ts';
import { exchangeModeMismatch } from './rules/exchange-mode-mismatch.ts';
import { pskMissing } from './rules/psk-missing.ts';
import { pskMismatch } from './rules/psk-mismatch.ts';
import { ikePolicyMismatch } from './rules/ike-policy-mismatch.ts';
import { phase1NotEstablished } from './rules/phase1-not-established.ts';
import { peerNotConfigured } from './rules/peer-not-configured.ts';
import { natTBlocked } from './rules/nat-t-blocked.ts';
import { peerUnreachable } from './rules/peer-unreachable.ts';
import { cryptoSyslog } from './messages/crypto-syslog.ts';
import { ipsecMessages } from './messages/ipsec.ts';
import { isakmpMessages } from './messages/isakmp.ts';
import { ping } from './commands/ping.ts';
import { showIpCef } from './commands/show-ip-cef.ts';
import { showIpRoute, showRoute } from './commands/show-ip-route.ts';
import { showRunningConfig } from './commands/show-running-config.ts';
import { traceroute } from './commands/traceroute.ts';
import { dataplaneSyslog } from './messages/dataplane-syslog.ts';
import { dmvpn } from './messages/dmvpn.ts';
import { gdoi } from './messages/gdoi.ts';
import { nhrp } from './messages/nhrp.ts';
import { routingSyslog } from './messages/routing-syslog.ts';
import { tunnel } from './messages/tunnel.ts';
import { antiReplayDrops } from './rules/anti-replay-drops.ts';
import { configIncomplete } from './rules/config-incomplete.ts';
import { configReferenceMissing } from './rules/config-reference-missing.ts';
import { espBlocked } from './rules/esp-blocked.ts';
import { fvrfMismatch } from './rules/fvrf-mismatch.ts';
import { gdoiRegistrationFailure } from './rules/gdoi-registration-failure.ts';
import { idleTunnel } from './rules/idle-tunnel.ts';
import { integrityFailures } from './rules/integrity-failures.ts';
import { invalidSpi } from './rules/invalid-spi.ts';
import { ivrfMismatch } from './rules/ivrf-mismatch.ts';
import { missingRoute } from './rules/missing-route.ts';
import { mtuFragmentation } from './rules/mtu-fragmentation.ts';
import { natExemptionMissing } from './rules/nat-exemption-missing.ts';
import { nhrpMulticastMapMissing } from './rules/nhrp-multicast-map-missing.ts';
import { nhrpRegistrationFailure } from './rules/nhrp-registration-failure.ts';
import { nhrpResolutionFailure } from './rules/nhrp-resolution-failure.ts';
import { noInterestingTraffic } from './rules/no-interesting-traffic.ts';
import { noOutboundTraffic } from './rules/no-outbound-traffic.ts';
import { noReturnTraffic } from './rules/no-return-traffic.ts';
import { overlayRoutingFlap } from './rules/overlay-routing-flap.ts';
import { plaintextReceived } from './rules/plaintext-received.ts';
import { recursiveRouting } from './rules/recursive-routing.ts';
import { sendErrors } from './rules/send-errors.ts';
import { tunnelKeyMismatch } from './rules/tunnel-key-mismatch.ts';
import { tunnelModeMismatch } from './rules/tunnel-mode-mismatch.ts';

const messages: readonly Message[] = [
  dataplaneSyslog,
  dmvpn,
  gdoi,
  nhrp,
  routingSyslog,
  tunnel,
  cryptoSyslog,
  ipsecMessages,
  isakmpMessages,
].flat();

const commands: readonly Command[] = [
  ping,
  showIpCef,
  showIpRoute,
  showRoute,
  showRunningConfig,
  traceroute,
];

const rules: readonly Rule[] = [
  antiReplayDrops,
  configIncomplete,
  configReferenceMissing,
  espBlocked,
  fvrfMismatch,
  gdoiRegistrationFailure,
  idleTunnel,
  integrityFailures,
  invalidSpi,
  ivrfMismatch,
  missingRoute,
  mtuFragmentation,
  natExemptionMissing,
  nhrpMulticastMapMissing,
  nhrpRegistrationFailure,
  nhrpResolutionFailure,
  noInterestingTraffic,
  noOutboundTraffic,
  noReturnTraffic,
  overlayRoutingFlap,
  plaintextReceived,
  recursiveRouting,
  sendErrors,
  tunnelKeyMismatch,
  tunnelModeMismatch,
  peerUnreachable,
  natTBlocked,
  peerNotConfigured,
  phase1NotEstablished,
  ikePolicyMismatch,
  pskMismatch,
  pskMissing,
  exchangeModeMismatch,
  ikeVersionMismatch,
  ikeNotEnabled,
  xauthFailed,
  modeConfigFailed,
  ikeAdmissionLimit,
  cryptoThroughputLicence,
  ikeSaStale,
  phase2NotEstablished,
  ipsecProposalMismatch,
  pfsMismatch,
  proxyIdMismatch,
  encapsulationModeMismatch,
  cryptoMapNotMatched,
  operatorAction,
  harmlessMessage,
  secretInText,
  weakAlgorithm,
];

const detectors: readonly Detector[] = [];

const terms: readonly Term[] = [].flat();

/** What an operator types and what explains the deletes that follow in a log. */
const operatorCommands: readonly string[] = [
  'clear crypto',
  'clear dmvpn',
  'clear ip nhrp',
  'clear isakmp',
  'clear ipsec',
  'clear configure',
  'configure terminal',
  'shutdown',
  'reload',
  'vpn-sessiondb logoff',
];

export const catalogue: Catalogue = { kinds, heads, messages, commands, rules, detectors, terms, operatorCommands };
