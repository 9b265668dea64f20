// The finding rekey-failure: keys could not be renewed, so a working tunnel goes down.
import { rule } from '../../engine/define.ts';

export const rekeyFailure = rule({
  code: 'rekey-failure',
  step: 6,
  role: 'cause',
  severity: 'error',
  title: 'The keys could not be renewed[[ with {peer}]]: the tunnel worked and then fails at its rekey',
  explanation:
    'An SA is valid for a time or an amount of data; before that ends the two ends agree new keys. That exchange failed or was not answered, so the old SA runs out and traffic stops until a new tunnel is built. The settings that are first used at a rekey show themselves here: perfect forward secrecy on one end only, lifetimes that expire at the same moment, large messages that are lost, or a peer that answers late.',
  reasons: {
    'data-spent': {
      title: 'The keys[[ with {peer}]] have protected all the data they may and were not renewed: nothing more is sent',
      explanation:
        'An SA is valid for a time or an amount of data. The amount for sending is used up while its time is not, so new keys should have been agreed before. Until they are, what this end would send is dropped, although both SAs still stand. On an ASA this is a known defect of some releases (CSCtq57752).',
    },
    'no-answer': {
      title: 'The renewal of the keys[[ with {peer}]] is not answered: the tunnel worked and then fails at its rekey',
      explanation:
        'An SA is valid for a time or an amount of data; before that ends this device asks for new keys. The peer does not answer, so the old SA runs out and traffic stops until a new tunnel is built. The peer has lost its IKE SA or is gone, or something on the way no longer lets IKE through: a firewall or NAT that has forgotten the session, or a large message that is lost. Nothing was refused, so PFS and lifetimes are not the reason.',
    },
    'ike-refused': {
      title:
        'The renewal of the IKE SA[[ with {peer}]] is refused: the tunnel worked and then fails when its IKE SA runs out',
      explanation:
        'The IKE SA is renewed with a proposal of its own, as it was built at first. The peer refuses it now: it accepts another proposal as the end that answers than it offered as the end that asked (some devices use another policy for each), a policy was changed since, or it does not renew IKE SAs at all. Child SAs and their PFS group have no part in this exchange.',
    },
  },
  next: [
    {
      command: 'show version',
      why: 'Is it a release with the defect CSCtq57752 (8.6.1 before 8.6.1(5), and others of its time)?',
      where: 'local',
      platform: 'asa',
      answers: ['data-spent'],
    },
    {
      command: 'show crypto ipsec sa peer {peer}',
      why: 'The kilobytes that are left, outbound and inbound, and whether encaps still grow.',
      where: 'local',
      answers: ['data-spent'],
    },
    {
      command: 'ping {peer}',
      why: 'Is the peer there at all?',
      where: 'local',
      answers: ['no-answer'],
    },
    {
      command: 'debug crypto isakmp',
      why: 'On the peer, over the next rekey: does the request arrive, and what becomes of it?',
      where: 'remote',
      ike: 1,
      answers: ['no-answer'],
    },
    {
      command: 'debug crypto ikev2',
      why: 'On the peer, over the next rekey: does the request arrive, and what becomes of it?',
      where: 'remote',
      ike: 2,
      answers: ['no-answer'],
    },
    {
      command: 'show crypto ikev2 proposal',
      why: 'Run it on both ends: what each accepts when the other one asks.',
      where: 'either',
      platform: 'ios',
      answers: ['ike-refused'],
    },
    {
      command: 'debug crypto ikev2',
      why: 'On the peer, over the next renewal: it prints what it received and what it expected.',
      where: 'remote',
      ike: 2,
      answers: ['ike-refused'],
    },
    {
      command: 'show crypto isakmp sa detail',
      why: 'Is the IKE SA still there, and how long does it live? Without it nothing can be renewed.',
      where: 'either',
      platform: 'ios',
      ike: 1,
    },
    {
      command: 'show crypto ikev2 sa detailed',
      why: 'Life and active time, window and fragmentation of the IKE SA.',
      where: 'either',
      platform: 'ios',
      ike: 2,
    },
    {
      command: 'show crypto ipsec sa peer {peer}',
      why: 'Remaining lifetime of the IPsec SAs and the PFS group.',
      where: 'either',
    },
    {
      command: 'debug crypto ikev2',
      why: 'Over the next rekey: shows which CREATE_CHILD_SA is refused or not answered.',
      where: 'either',
      platform: 'ios',
      ike: 2,
    },
    {
      command: 'debug crypto isakmp',
      why: 'Over the next rekey, with debug crypto ipsec: shows whether quick mode is refused or not answered.',
      where: 'either',
      platform: 'ios',
      ike: 1,
    },
  ],
  fix: [
    {
      where: 'local',
      platform: 'asa',
      answers: ['data-spent'],
      config: [
        'clear crypto ipsec sa peer {peer}',
        'crypto map <name> <number> set security-association lifetime kilobytes unlimited',
      ],
      why: 'New keys now, and from then on renewed by time only; releases before 9.1 take 2147483647 in place of unlimited.',
    },
    {
      where: 'local',
      platform: 'ios',
      answers: ['data-spent'],
      config: ['clear crypto sa peer {peer}', 'crypto ipsec security-association lifetime kilobytes disable'],
      why: 'New keys now, and from then on renewed by time only.',
    },
    {
      where: 'either',
      platform: 'ios',
      ike: 1,
      answers: ['no-answer'],
      config: ['crypto isakmp keepalive 30 5 periodic'],
      why: 'Keepalives hold the session open in firewalls and NATs on the way, and notice a dead peer before the keys run out.',
    },
    {
      where: 'either',
      platform: 'ios',
      ike: 2,
      answers: ['no-answer'],
      config: ['crypto ikev2 dpd 30 5 periodic'],
      why: 'Keepalives hold the session open in firewalls and NATs on the way, and notice a dead peer before the keys run out.',
    },
    {
      where: 'either',
      platform: 'asa',
      answers: ['no-answer'],
      config: ['tunnel-group {peer} ipsec-attributes', ' isakmp keepalive threshold 30 retry 5'],
      why: 'Keepalives hold the session open in firewalls and NATs on the way, and notice a dead peer before the keys run out.',
    },
    {
      where: 'either',
      platform: 'ios',
      answers: ['ike-refused'],
      config: ['crypto ikev2 proposal <name>', ' encryption <encryption>', ' integrity <integrity>', ' group <group>'],
      why: 'One value of each in common, whichever end asks.',
    },
    {
      where: 'either',
      platform: 'asa',
      answers: ['ike-refused'],
      config: ['crypto ikev2 policy <number>', ' encryption <encryption>', ' integrity <integrity>', ' group <group>'],
      why: 'One value of each in common, whichever end asks.',
    },
    {
      where: 'either',
      platform: 'ios',
      config: ['crypto ipsec profile <name>', ' set pfs group19', ' set security-association lifetime seconds 3600'],
      why: 'The same PFS group on both ends; lifetimes of which one end is clearly shorter.',
    },
    {
      where: 'either',
      platform: 'asa',
      config: [
        'crypto map <name> <number> set pfs group19',
        'crypto map <name> <number> set security-association lifetime seconds 3600',
      ],
      why: 'The same PFS group on both ends; lifetimes of which one end is clearly shorter.',
    },
  ],
  explains: ['phase1-not-established', 'phase2-not-established', 'sa-flapping', 'invalid-spi', 'no-outbound-traffic'],
  confusable: ['pfs-mismatch', 'dpd-failure', 'rekey-collision', 'sa-flapping', 'lifetime-mismatch', 'invalid-spi'],
  sources: [
    'https://www.rfc-editor.org/rfc/rfc7296#section-2.8',
    'https://www.engineerdirect.co.uk/guides/library/d/remote-access-vpn/cisco-asa-ipsec-sa-kb-lifetime-rekey-failure/',
    'https://learn.microsoft.com/en-us/azure/vpn-gateway/vpn-gateway-3rdparty-device-config-cisco-asa',
  ],
});
