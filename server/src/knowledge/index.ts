// The catalogue: every entry, listed by hand and in order, so that nothing is found by accident.
import type { Catalogue, Command, Detector, Message, Rule, Term } from '../engine/define.ts';
import { begun } from './begun.ts';
import { localPools } from './commands/address-pools.ts';
import { asaCounters } from './commands/asa-counters.ts';
import { asaIkev1Sa } from './commands/asa-ike-sa.ts';
import { packetTracer } from './commands/asa-packet-tracer.ts';
import { vpnSession } from './commands/asa-sessions.ts';
import { vpnLoadBalancing } from './commands/asa-tables.ts';
import { iosCommands } from './commands/ios.ts';
import { ping } from './commands/ping.ts';
import { showCapture } from './commands/show-capture.ts';
import { showIpCef } from './commands/show-ip-cef.ts';
import { showIpRoute, showRoute } from './commands/show-ip-route.ts';
import { showRunningConfig } from './commands/show-running-config.ts';
import { strongswanConnections } from './commands/strongswan.ts';
import { traceroute } from './commands/traceroute.ts';
import { deciding, remaining } from './deciding.ts';
import { firewallCounters } from './detectors/asa/counters.ts';
import { asaEvents } from './detectors/asa/events.ts';
import { asaIkeOnlySessions } from './detectors/asa/ike-only-sessions.ts';
import { asaIkev1Negotiation } from './detectors/asa/ikev1.ts';
import { asaNatDetail } from './detectors/asa/nat-detail.ts';
import { asaNatOrder } from './detectors/asa/nat-order.ts';
import { asaOwnNetworks } from './detectors/asa/own-networks.ts';
import { asaPacketTracer } from './detectors/asa/packet-tracer.ts';
import { asaRekeyCollisions } from './detectors/asa/rekey-collisions.ts';
import { asaUnused } from './detectors/asa/unused.ts';
import { configCallers } from './detectors/config/callers.ts';
import { configChecks } from './detectors/config/checks.ts';
import { configHandedOut } from './detectors/config/handed-out.ts';
import { listedEnds } from './detectors/config/listed-ends.ts';
import { listedProfiles } from './detectors/config/listed-profiles.ts';
import { mapsLeftBehind } from './detectors/config/maps-left-behind.ts';
import { configPeers } from './detectors/config/peers.ts';
import { readableSecrets } from './detectors/config/readable-secrets.ts';
import { sharedProtection } from './detectors/config/shared-protection.ts';
import { shownKeys } from './detectors/config/shown-keys.ts';
import { shownMapStates } from './detectors/config/shown-map-states.ts';
import { shownPolicies } from './detectors/config/shown-policies.ts';
import { shownProfiles } from './detectors/config/shown-profiles.ts';
import { configStrongswan } from './detectors/config/strongswan.ts';
import { configTemplates } from './detectors/config/templates.ts';
import { unnamedPeers } from './detectors/config/unnamed-peers.ts';
import { weakAlgorithms } from './detectors/config/weak-algorithms.ts';
import { agreements } from './detectors/ike/agreements.ts';
import { admissionRefusals } from './detectors/ike/call-admission.ts';
import { capturedFragments } from './detectors/ike/captured-fragments.ts';
import { deviceEvents } from './detectors/ike/device-events.ts';
import { droppedFragments } from './detectors/ike/dropped-fragments.ts';
import { frontDoorKeys } from './detectors/ike/front-door-keys.ts';
import { ikeSaStates } from './detectors/ike/ike-sa-states.ts';
import { ikev1Negotiation } from './detectors/ike/ikev1-negotiation.ts';
import { ikev1Proposals } from './detectors/ike/ikev1-proposals.ts';
import { ikev2Negotiation } from './detectors/ike/ikev2-negotiation.ts';
import { ikev2RefusedRenewals } from './detectors/ike/ikev2-refused-renewals.ts';
import { ikev2SaStates } from './detectors/ike/ikev2-sa-states.ts';
import { ikev2Syslog } from './detectors/ike/ikev2-syslog.ts';
import { missingKeys } from './detectors/ike/missing-keys.ts';
import { pkiClock, pkiOutputs, pkiRevocation } from './detectors/ike/pki.ts';
import { refusedUsers } from './detectors/ike/refused-users.ts';
import { strangers, strangersIn } from './detectors/ike/strangers.ts';
import { strongswanExchanges } from './detectors/ike/strongswan-exchanges.ts';
import { strongswanLog } from './detectors/ike/strongswan-log.ts';
import { versionsApart } from './detectors/ike/versions-apart.ts';
import { ipsecCounters } from './detectors/ipsec/counters.ts';
import { dataplaneDevices } from './detectors/ipsec/dataplane-devices.ts';
import { dataplaneEvents } from './detectors/ipsec/dataplane-events.ts';
import { idleSessions } from './detectors/ipsec/idle-sessions.ts';
import { lifetimes } from './detectors/ipsec/lifetimes.ts';
import { packetSizes } from './detectors/ipsec/packet-sizes.ts';
import { refusedPackets } from './detectors/ipsec/refused-packets.ts';
import { spentKeys } from './detectors/ipsec/spent-keys.ts';
import { overlayEnds } from './detectors/overlay/ends.ts';
import { overlayEvents } from './detectors/overlay/events.ts';
import { gdoiRegistration } from './detectors/overlay/gdoi-registration.ts';
import { neighbourChanges } from './detectors/overlay/neighbour-changes.ts';
import { overlayNeighbours } from './detectors/overlay/neighbours.ts';
import { serverAddresses } from './detectors/overlay/server-addresses.ts';
import { overlayStates } from './detectors/overlay/states.ts';
import { tunnelLines } from './detectors/overlay/tunnel-lines.ts';
import { besideTheNetwork } from './detectors/routing/beside-the-network.ts';
import { closedTables } from './detectors/routing/closed-tables.ts';
import { insideVrf } from './detectors/routing/inside-vrf.ts';
import { outsideVrf } from './detectors/routing/outside-vrf.ts';
import { pingsPastTunnels } from './detectors/routing/pings-past-tunnels.ts';
import { routes } from './detectors/routing/routes.ts';
import { traceroutes } from './detectors/routing/traceroutes.ts';
import { heads } from './heads.ts';
import { kinds } from './kinds.ts';
import { passesLater, worksAgain } from './mended/index.ts';
import { withAnySentence } from './messages/any-sentence.ts';
import { asaCa } from './messages/asa-ca.ts';
import { asaFilters } from './messages/asa-filters.ts';
import { asaIkev1 } from './messages/asa-ikev1.ts';
import { asaIkev1Rare } from './messages/asa-ikev1-rare.ts';
import { asaIpsec } from './messages/asa-ipsec.ts';
import { asaSyslog } from './messages/asa-syslog.ts';
import { cryptoSyslog } from './messages/crypto-syslog.ts';
import { dataplaneSyslog } from './messages/dataplane-syslog.ts';
import { dmvpn } from './messages/dmvpn.ts';
import { eventTraceMessages } from './messages/event-trace.ts';
import { filterMessages } from './messages/filters.ts';
import { gdoi } from './messages/gdoi.ts';
import { gdoiGroups } from './messages/gdoi-groups.ts';
import { ikev2Messages } from './messages/ikev2.ts';
import { ikev2SyslogMessages } from './messages/ikev2-syslog.ts';
import { ipsecMessages } from './messages/ipsec.ts';
import { ipsecTraceMessages } from './messages/ipsec-trace.ts';
import { isakmpMessages } from './messages/isakmp.ts';
import { nat } from './messages/nat.ts';
import { nhrp } from './messages/nhrp.ts';
import { pix } from './messages/pix.ts';
import { pkiMessages } from './messages/pki.ts';
import { radius } from './messages/radius.ts';
import { routingSyslog } from './messages/routing-syslog.ts';
import { strongswan } from './messages/strongswan.ts';
import { tunnel } from './messages/tunnel.ts';
import { vpn3000 } from './messages/vpn3000.ts';
import { named, spoken } from './named.ts';
import { antiReplayDrops } from './rules/anti-replay-drops.ts';
import { authMethodMismatch } from './rules/auth-method-mismatch.ts';
import { authenticationFailed } from './rules/authentication-failed.ts';
import { certificateEnrollmentFailure } from './rules/certificate-enrollment-failure.ts';
import { certificateInvalid } from './rules/certificate-invalid.ts';
import { certificateRevocation } from './rules/certificate-revocation.ts';
import { clockNotSet } from './rules/clock-not-set.ts';
import { configIncomplete } from './rules/config-incomplete.ts';
import { configReferenceMissing } from './rules/config-reference-missing.ts';
import { cryptoMapNotMatched } from './rules/crypto-map-not-matched.ts';
import { cryptoThroughputLicence } from './rules/crypto-throughput-licence.ts';
import { dpdFailure } from './rules/dpd-failure.ts';
import { eapFailed } from './rules/eap-failed.ts';
import { encapsulationModeMismatch } from './rules/encapsulation-mode-mismatch.ts';
import { espBlocked } from './rules/esp-blocked.ts';
import { exchangeModeMismatch } from './rules/exchange-mode-mismatch.ts';
import { fragmentationIke } from './rules/fragmentation-ike.ts';
import { fvrfMismatch } from './rules/fvrf-mismatch.ts';
import { gdoiRegistrationFailure } from './rules/gdoi-registration-failure.ts';
import { harmlessMessage } from './rules/harmless-message.ts';
import { identityMismatch } from './rules/identity-mismatch.ts';
import { idleTimeout } from './rules/idle-timeout.ts';
import { idleTunnel } from './rules/idle-tunnel.ts';
import { ikeAdmissionLimit } from './rules/ike-admission-limit.ts';
import { ikeDhGroupMismatch } from './rules/ike-dh-group-mismatch.ts';
import { ikeNotEnabled } from './rules/ike-not-enabled.ts';
import { ikePolicyMismatch } from './rules/ike-policy-mismatch.ts';
import { ikeSaStale } from './rules/ike-sa-stale.ts';
import { ikeVersionMismatch } from './rules/ike-version-mismatch.ts';
import { integrityFailures } from './rules/integrity-failures.ts';
import { invalidSpi } from './rules/invalid-spi.ts';
import { ipsecProposalMismatch } from './rules/ipsec-proposal-mismatch.ts';
import { ivrfMismatch } from './rules/ivrf-mismatch.ts';
import { lifetimeMismatch } from './rules/lifetime-mismatch.ts';
import { missingRoute } from './rules/missing-route.ts';
import { modeConfigFailed } from './rules/mode-config-failed.ts';
import { mtuFragmentation } from './rules/mtu-fragmentation.ts';
import { natExemptionMissing } from './rules/nat-exemption-missing.ts';
import { natTBlocked } from './rules/nat-t-blocked.ts';
import { nhrpMulticastMapMissing } from './rules/nhrp-multicast-map-missing.ts';
import { nhrpRegistrationFailure } from './rules/nhrp-registration-failure.ts';
import { nhrpResolutionFailure } from './rules/nhrp-resolution-failure.ts';
import { noInterestingTraffic } from './rules/no-interesting-traffic.ts';
import { noOutboundTraffic } from './rules/no-outbound-traffic.ts';
import { noReturnTraffic } from './rules/no-return-traffic.ts';
import { operatorAction } from './rules/operator-action.ts';
import { overlayRoutingFlap } from './rules/overlay-routing-flap.ts';
import { peerNotConfigured } from './rules/peer-not-configured.ts';
import { peerUnreachable } from './rules/peer-unreachable.ts';
import { pfsMismatch } from './rules/pfs-mismatch.ts';
import { phase1NotEstablished } from './rules/phase1-not-established.ts';
import { phase2NotEstablished } from './rules/phase2-not-established.ts';
import { plaintextReceived } from './rules/plaintext-received.ts';
import { proxyIdMismatch } from './rules/proxy-id-mismatch.ts';
import { pskMismatch } from './rules/psk-mismatch.ts';
import { pskMissing } from './rules/psk-missing.ts';
import { recursiveRouting } from './rules/recursive-routing.ts';
import { rekeyCollision } from './rules/rekey-collision.ts';
import { rekeyFailure } from './rules/rekey-failure.ts';
import { saFlapping } from './rules/sa-flapping.ts';
import { secretInText } from './rules/secret-in-text.ts';
import { sendErrors } from './rules/send-errors.ts';
import { tsNarrowed } from './rules/ts-narrowed.ts';
import { tunnelKeyMismatch } from './rules/tunnel-key-mismatch.ts';
import { tunnelModeMismatch } from './rules/tunnel-mode-mismatch.ts';
import { weakAlgorithm } from './rules/weak-algorithm.ts';
import { xauthFailed } from './rules/xauth-failed.ts';
import { algorithms } from './terms/algorithms.ts';
import { asaStates } from './terms/asa-states.ts';
import { attributes } from './terms/attributes.ts';
import { ikev1Events } from './terms/ikev1-events.ts';
import { ikev1Notifies } from './terms/ikev1-notify.ts';
import { ikev1States } from './terms/ikev1-states.ts';
import { ikev2Notifies } from './terms/ikev2-notify.ts';
import { ikev2States } from './terms/ikev2-states.ts';
import { network } from './terms/network.ts';
import { notifies } from './terms/notifies.ts';
import { pkiTerms } from './terms/pki.ts';
import { postQuantum } from './terms/post-quantum.ts';
import { states } from './terms/states.ts';
import { vendorIds } from './terms/vendor-ids.ts';

const messages: readonly Message[] = [
  ipsecTraceMessages,
  asaCa,
  asaIkev1,
  asaIkev1Rare,
  pix,
  vpn3000,
  asaIpsec,
  asaSyslog,
  asaFilters,
  dataplaneSyslog,
  dmvpn,
  gdoi,
  gdoiGroups,
  nhrp,
  routingSyslog,
  tunnel,
  cryptoSyslog,
  ipsecMessages,
  isakmpMessages,
  eventTraceMessages,
  ikev2Messages,
  ikev2SyslogMessages,
  pkiMessages,
  nat,
  radius,
  filterMessages,
  strongswan,
].flat();

const commands: readonly Command[] = [
  ...iosCommands,
  localPools,
  vpnLoadBalancing,
  ping,
  strongswanConnections,
  showIpCef,
  showIpRoute,
  showRoute,
  showRunningConfig,
  traceroute,
  ...asaCounters,
  packetTracer,
  showCapture,
  asaIkev1Sa,
  vpnSession,
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
  ikeDhGroupMismatch,
  authenticationFailed,
  authMethodMismatch,
  identityMismatch,
  certificateInvalid,
  certificateRevocation,
  certificateEnrollmentFailure,
  clockNotSet,
  eapFailed,
  fragmentationIke,
  tsNarrowed,
  rekeyFailure,
  rekeyCollision,
  lifetimeMismatch,
  dpdFailure,
  saFlapping,
  idleTimeout,
];

const detectors: readonly Detector[] = [
  asaEvents,
  asaRekeyCollisions,
  asaIkeOnlySessions,
  firewallCounters,
  asaNatDetail,
  asaNatOrder,
  asaUnused,
  refusedUsers,
  asaOwnNetworks,
  asaPacketTracer,
  asaIkev1Negotiation,
  admissionRefusals,
  configChecks,
  shownProfiles,
  configPeers,
  configCallers,
  configHandedOut,
  configTemplates,
  configStrongswan,
  dataplaneEvents,
  refusedPackets,
  gdoiRegistration,
  idleSessions,
  ipsecCounters,
  listedEnds,
  listedProfiles,
  overlayEvents,
  neighbourChanges,
  tunnelLines,
  overlayNeighbours,
  overlayStates,
  overlayEnds,
  serverAddresses,
  sharedProtection,
  routes,
  pingsPastTunnels,
  packetSizes,
  traceroutes,
  ikev1Negotiation,
  ikev1Proposals,
  shownKeys,
  spentKeys,
  shownPolicies,
  versionsApart,
  ikeSaStates,
  deviceEvents,
  droppedFragments,
  capturedFragments,
  shownMapStates,
  mapsLeftBehind,
  unnamedPeers,
  weakAlgorithms,
  agreements,
  lifetimes,
  ikev2Negotiation,
  ikev2RefusedRenewals,
  strongswanLog,
  strongswanExchanges,
  ikev2Syslog,
  ikev2SaStates,
  pkiClock,
  pkiOutputs,
  pkiRevocation,
  dataplaneDevices,
  frontDoorKeys,
  missingKeys,
  insideVrf,
  outsideVrf,
  besideTheNetwork,
  closedTables,
  readableSecrets,
  strangers,
];

const terms: readonly Term[] = [
  ikev2Notifies,
  ikev2States,
  pkiTerms,
  postQuantum,

  asaStates,
  notifies,
  states,
  algorithms,
  network,
  ikev1Notifies,
  ikev1States,
  ikev1Events,
  attributes,
  vendorIds,
].flat();

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

export const catalogue: Catalogue = {
  kinds,
  heads,
  messages: withAnySentence(messages),
  commands,
  rules,
  detectors,
  judgement: {
    deciding,
    remaining,
    begun,
    mended: worksAgain,
    passed: passesLater,
    strangers: strangersIn,
    named,
    spoken,
  },
  terms,
  operatorCommands,
};
