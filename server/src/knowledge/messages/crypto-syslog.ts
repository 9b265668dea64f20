// IOS and IOS-XE syslog of IKEv1, IPsec and the crypto licence: %CRYPTO-…, %IPSEC-…, %CERM-…, %CRYPTO_ENGINE-… .
import { type Message, messages } from '../../engine/define.ts';

const debugDoc =
  'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/5409-ipsec-debug-00.html';
const ezvpnDoc =
  'https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/sec_conn_esyvpn/configuration/xe-16-8/sec-easy-vpn-xe-16-8-book/sec-easy-vpn-srvr.html';
const licenceDoc = 'https://community.cisco.com/t5/vpn/maximum-tunnel-bandwidth/m-p/1673772/highlight/true';
const systemMessages = 'https://www.cisco.com/c/en/us/td/docs/ios/system/messages/guide/consol_smg.html';
const cacDoc =
  'https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/sec_conn_ikevpn/configuration/xe-16-11/sec-ike-for-ipsec-vpns-xe-16-11-book/sec-call-addmsn-ike.html';

/** Who speaks with whom, as both ends of Easy VPN write it; the user name may be missing. */
const ezvpnEnds = (side: 'Client' | 'Server'): string[] =>
  ['User= ', 'User=~{user:word} '].map(
    (user) =>
      `(${side}) ${user}Group=~{groupname:word} ${
        side === 'Client'
          ? 'Client_public_addr=~{local:ip} Server_public_addr=~{peer:ip}'
          : 'Client_public_addr=~{peer:ip} Server_public_addr=~{local:ip}'
      }`,
  );

/** `IKMP` is the process of IKEv1. */
const ofIkev1 = (message: Message): Message =>
  message.mnemonic?.startsWith('CRYPTO-IKMP_') ? { ...message, ike: 1 } : message;

const entries = messages([
  {
    id: 'crypto.bad-message',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-IKMP_BAD_MESSAGE',
    templates: [
      'IKE message from {peer:host} failed its sanity check or is malformed',
      'IKE message from {peer:host}[[ {:text}]]',
    ],
    means:
      'An encrypted IKE message could not be read after decryption. During phase 1 that usually means that the pre-shared keys differ; damage on the way can look the same.',
    health: 'bad',
    says: [{ code: 'psk-mismatch', certainty: 'likely', side: 'either' }],
    examples: [
      '*May  4 09:12:31.311: %CRYPTO-4-IKMP_BAD_MESSAGE: IKE message from 203.0.113.44   failed its sanity check or is malformed',
    ],
    sources: [debugDoc],
  },
  {
    id: 'crypto.no-key',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-IKMP_NO_PRESHARED_KEY',
    templates: ['((Pre-shared|Preshared)) key for remote peer at {peer:host} is missing', 'Pre-shared key for {:text}'],
    means: 'This device has no pre-shared key for that peer.',
    health: 'bad',
    says: [{ code: 'psk-missing', certainty: 'certain', side: 'local' }],
    examples: ['%CRYPTO-4-IKMP_NO_PRESHARED_KEY: Pre-shared key for remote peer at 203.0.113.44 is missing'],
    sources: [debugDoc],
  },
  {
    id: 'crypto.no-sa',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-IKMP_NO_SA',
    templates: ['IKE message from {peer:host} has no SA and is not an initialization offer'],
    means:
      'A message came for an IKE SA that does not exist here (any more). Once or twice while a tunnel is built or after a clear is normal.',
    health: 'neutral',
    effect: { version: 1, arrow: 'in', label: 'no SA' },
    examples: [
      '*May  4 09:12:31.311: %CRYPTO-4-IKMP_NO_SA: IKE message from 203.0.113.44  has no SA and is not an initialization offer',
    ],
    sources: [debugDoc],
  },
  {
    id: 'crypto.mode-failure-main',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-IKMP_MODE_FAILURE',
    templates: ['Processing of ((Main|main|Aggressive|aggressive)) ((Mode|mode)) failed with peer at {peer:host}'],
    means:
      'Phase 1 with that peer failed. Most often the policies have nothing in common; the debug lines around it say more.',
    health: 'bad',
    says: [{ code: 'phase1-not-established', certainty: 'likely', side: 'either', when: 'ike-down' }],
    examples: [
      '%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Main mode failed with peer at 203.0.113.44',
      '%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Aggressive mode failed with peer at 203.0.113.44',
    ],
    sources: [debugDoc],
  },
  {
    id: 'crypto.mode-failure-quick',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-IKMP_MODE_FAILURE',
    templates: ['Processing of ((Quick|quick)) ((Mode|mode)) failed with peer at {peer:host}'],
    means:
      'Phase 2 with that peer failed: transform set, PFS, mode or protected networks. The debug lines around it say which.',
    health: 'bad',
    says: [{ code: 'phase2-not-established', certainty: 'certain', side: 'either' }],
    examples: ['%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Quick mode failed with peer at 203.0.113.44'],
    sources: [debugDoc],
  },
  {
    id: 'crypto.mode-failure-informational',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-IKMP_MODE_FAILURE',
    templates: ['Processing of ((Informational|informational)) ((Mode|mode)) failed with peer at {peer:host}'],
    means: 'The peer sent an error that could not be checked, because no keys exist yet: it refuses our first message.',
    health: 'bad',
    says: [{ code: 'phase1-not-established', certainty: 'likely', side: 'either', when: 'ike-down' }],
    effect: { version: 1, arrow: 'in', label: 'notify' },
    examples: ['%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Informational mode failed with peer at 203.0.113.44'],
    sources: [debugDoc],
  },
  {
    id: 'crypto.mode-failure-transaction',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-IKMP_MODE_FAILURE',
    templates: [
      'Processing of ((Transaction|transaction|Config|config)) ((Mode|mode)) failed with peer at {peer:host}',
    ],
    means: 'Extended authentication or mode configuration with that client failed.',
    health: 'bad',
    says: [{ code: 'mode-config-failed', certainty: 'likely', side: 'either' }],
    examples: ['%CRYPTO-6-IKMP_MODE_FAILURE: Processing of Transaction mode failed with peer at 203.0.113.44'],
    sources: [debugDoc],
  },
  {
    id: 'crypto.sa-not-offered',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-IKMP_SA_NOT_OFFERED',
    templates: [
      'Remote peer {peer:host} responded with attribute {attribute:text}',
      'Remote peer {peer:host}',
      'Remote peer {:text}',
    ],
    means: 'The peer answered with a phase 1 attribute that we did not offer.',
    health: 'bad',
    says: [{ code: 'ike-policy-mismatch', certainty: 'certain', side: 'remote' }],
    examples: [
      '%CRYPTO-6-IKMP_SA_NOT_OFFERED: Remote peer 203.0.113.44 responded with attribute encryption algorithm not offered or changed',
    ],
    sources: [debugDoc],
  },
  {
    id: 'crypto.sa-not-auth',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-IKMP_SA_NOT_AUTH',
    templates: [
      '((Cannot|Can not|Cannon)) accept Quick Mode exchange from {peer:host}[[ if SA is not authenticated]]',
      '((Cannot|Can not|Cannon)) accept Quick Mode exchange from {:text}',
    ],
    means: 'The peer begins phase 2 although phase 1 is not authenticated here.',
    health: 'bad',
    says: [{ code: 'phase1-not-established', certainty: 'likely', side: 'either' }],
    examples: [
      '%CRYPTO-6-IKMP_SA_NOT_AUTH: Cannot accept Quick Mode exchange from 203.0.113.44 if SA is not authenticated!',
    ],
    sources: [debugDoc],
  },
  {
    id: 'crypto.auth-fail',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-IKMP_AUTH_FAIL',
    templates: [
      'Authentication method {method:int} failed with host {peer:host}',
      'Authentication method failed with host {peer:host}',
      'Authentication {:text}',
    ],
    means: 'The proof of the peer could not be verified: pre-shared key or certificate.',
    health: 'bad',
    says: [{ code: 'authentication-failed', certainty: 'certain', side: 'either' }],
    examples: [
      '%CRYPTO-6-IKMP_AUTH_FAIL: Authentication method 4 failed with host 203.0.113.44',
      '%CRYPTO-6-IKMP_AUTH_FAIL: Authentication method failed with host 203.0.113.44',
    ],
    sources: [debugDoc],
  },
  {
    id: 'crypto.crypt-failure',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-IKMP_CRYPT_FAILURE',
    templates: ['IKE ({:text}', 'IKE {:text}'],
    means: 'An IKE message could not be encrypted or decrypted.',
    health: 'bad',
    says: [{ code: 'phase1-not-established', certainty: 'likely', side: 'unknown', when: 'ike-down' }],
    examples: ['%CRYPTO-6-IKMP_CRYPT_FAILURE: IKE (connection id 1005) unable to decrypt (w/RSA private key) packet'],
  },
  {
    id: 'crypto.not-encrypted',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-IKMP_NOT_ENCRYPTED',
    templates: ['IKE packet from {peer:host}'],
    means:
      'The peer sent an unprotected message where protection is due. Often it is its refusal of what we sent; if it repeats, look at the debug of the peer.',
    health: 'neutral',
    says: [{ code: 'phase1-not-established', certainty: 'likely', side: 'either', when: 'ike-down' }],
    effect: { version: 1, arrow: 'in', label: 'clear' },
    examples: ["%CRYPTO-6-IKMP_NOT_ENCRYPTED: IKE packet from 203.0.113.44 was not encrypted and it should've been."],
    sources: [debugDoc],
  },
  {
    id: 'crypto.ag-disabled',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-IKMP_AG_MODE_DISABLED',
    templates: ['Unable to initiate or respond to Aggressive Mode while disabled'],
    means: 'Aggressive mode is switched off on this device, and the peer (or the configuration here) asks for it.',
    health: 'bad',
    says: [{ code: 'exchange-mode-mismatch', certainty: 'certain', side: 'local' }],
    examples: ['%CRYPTO-5-IKMP_AG_MODE_DISABLED: Unable to initiate or respond to Aggressive Mode while disabled'],
  },
  {
    id: 'crypto.isakmp-off',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-ISAKMP_ON_OFF',
    templates: ['ISAKMP is OFF'],
    means:
      'The IKEv1 process stops: nothing in the configuration needs it any more (last crypto map or tunnel protection gone, or its interface down).',
    health: 'bad',
    examples: ['*May  4 09:12:31.311: %CRYPTO-6-ISAKMP_ON_OFF: ISAKMP is OFF'],
  },
  {
    id: 'crypto.isakmp-on',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-ISAKMP_ON_OFF',
    templates: ['ISAKMP is ON'],
    means: 'The IKEv1 process starts, because a crypto map or tunnel protection is configured.',
    health: 'good',
    examples: ['*May  4 09:12:31.311: %CRYPTO-6-ISAKMP_ON_OFF: ISAKMP is ON'],
  },
  {
    id: 'crypto.session-up',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-SESSION_STATUS',
    templates: [
      'Crypto tunnel is UP~. Peer {peer:host}:{port:port}[[ fvrf: {fvrf:name}]][[ ivrf: {ivrf:name}]][[ Id: {id:text}]]',
      'Crypto tunnel is UP~. Peer {peer:host}',
      'Crypto tunnel is UP',
    ],
    means: 'The crypto session with that peer came up: phase 1 and an IPsec SA are there.',
    health: 'good',
    effect: { up: 'child' },
    examples: [
      '*May  4 09:12:32.004: %CRYPTO-5-SESSION_STATUS: Crypto tunnel is UP  .  Peer 203.0.113.44:500       Id: 203.0.113.44',
      '%CRYPTO-5-SESSION_STATUS: Crypto tunnel is UP.  Peer 203.0.113.44:500 fvrf: INTERNET      Id: 203.0.113.44',
    ],
  },
  {
    id: 'crypto.session-down',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-SESSION_STATUS',
    templates: [
      'Crypto tunnel is DOWN~. Peer {peer:host}:{port:port}[[ fvrf: {fvrf:name}]][[ ivrf: {ivrf:name}]][[ Id: {id:text}]]',
      'Crypto tunnel is DOWN~. Peer {peer:host}',
      'Crypto tunnel is DOWN',
    ],
    means: 'The last IPsec SA of the session with that peer is gone.',
    health: 'bad',
    effect: { down: 'child' },
    examples: [
      '*May  4 11:48:09.371: %CRYPTO-5-SESSION_STATUS: Crypto tunnel is DOWN.  Peer 203.0.113.44:500       Id: 203.0.113.44',
    ],
  },
  {
    id: 'crypto.setup-failure-proposal',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-IPSEC_SETUP_FAILURE',
    templates: [
      'IPSEC SETUP FAILED for local:{local:host} local_id:{localid:word} remote:{peer:host} remote_id:{id:word} IKE profile:{profile:word} fvrf:{fvrf:word} fail_reason:((IPSec Proposal failure|IPSec Proposal|Proposal failure|IPSec proposal failure))',
    ],
    means: 'IPsec with that peer could not be set up: no common transform set (or mode, or PFS).',
    health: 'bad',
    says: [{ code: 'ipsec-proposal-mismatch', certainty: 'likely', side: 'either' }],
    examples: [
      '%CRYPTO-5-IPSEC_SETUP_FAILURE: IPSEC SETUP FAILED for local:192.0.2.17 local_id:192.0.2.17 remote:203.0.113.44 remote_id:203.0.113.44 IKE profile:None fvrf:None fail_reason:IPSec Proposal failure fail_class_cnt:3',
    ],
  },
  {
    id: 'crypto.setup-failure-selectors',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-IPSEC_SETUP_FAILURE',
    templates: [
      'IPSEC SETUP FAILED for local:{local:host} local_id:{localid:word} remote:{peer:host} remote_id:{id:word} IKE profile:{profile:word} fvrf:{fvrf:word} fail_reason:((TS|Traffic Selector|Proxy|IPSec TS|proxy|IPSec Proxy))',
    ],
    means: 'IPsec with that peer could not be set up: the protected networks do not match.',
    health: 'bad',
    says: [{ code: 'proxy-id-mismatch', certainty: 'likely', side: 'either' }],
    examples: [
      '%CRYPTO-5-IPSEC_SETUP_FAILURE: IPSEC SETUP FAILED for local:192.0.2.17 local_id:192.0.2.17 remote:203.0.113.44 remote_id:203.0.113.44 IKE profile:None fvrf:None fail_reason:TS unacceptable fail_class_cnt:3',
    ],
  },
  {
    id: 'crypto.setup-failure',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-IPSEC_SETUP_FAILURE',
    templates: [
      'IPSEC SETUP FAILED for local:{local:host} local_id:{localid:word} remote:{peer:host} remote_id:{id:word} IKE profile:{profile:word} fvrf:{fvrf:word} fail_reason:{reason:text}',
      'IPSEC SETUP FAILED for local:{local:host} {:text}',
      'IPSEC SETUP FAILED',
    ],
    means: 'IPsec with that peer could not be set up; the reason stands at the end of the line.',
    health: 'bad',
    says: [{ code: 'phase2-not-established', certainty: 'likely', side: 'either' }],
    examples: [
      '%CRYPTO-5-IPSEC_SETUP_FAILURE: IPSEC SETUP FAILED for local:192.0.2.17 local_id:192.0.2.17 remote:203.0.113.44 remote_id:203.0.113.44 IKE profile:None fvrf:None fail_reason:Internal failure fail_class_cnt:1',
    ],
  },
  // The same line for IKE itself, under two names; its reason tells as much as there is.
  ...(['IKEV1_SETUP_FAILURE', 'IKMP_SETUP_FAILURE'] as const).flatMap((name): Message[] => {
    const subject = name === 'IKEV1_SETUP_FAILURE' ? 'IKEV1' : 'IKE';
    const id = name === 'IKEV1_SETUP_FAILURE' ? 'crypto.ikev1-setup-failure' : 'crypto.ike-setup-failure';
    const ends = `${subject} SETUP FAILED for local:{local:host} local_id:{localid:word} remote:{peer:host} remote_id:{id:word} IKE profile:{profile:word} fvrf:{fvrf:word} fail_reason:`;
    const example = (reason: string): string =>
      `%CRYPTO-5-${name}: ${subject} SETUP FAILED for local:192.0.2.17 local_id:192.0.2.17 remote:203.0.113.44 remote_id:203.0.113.44 IKE profile:None fvrf:None fail_reason:${reason} fail_class_cnt:1`;
    const because = (word: string, reasons: string, code: string, means: string, reason: string): Message => ({
      id: `${id}-${word}`,
      head: 'ios-syslog',
      mnemonic: `CRYPTO-${name}`,
      templates: [`${ends}((${reasons}))`],
      means,
      health: 'bad',
      says: [{ code, certainty: 'likely', side: 'either' }],
      examples: [example(reason)],
    });
    return [
      because(
        'proposal',
        'Proposal|IKE Proposal|No proposal',
        'ike-policy-mismatch',
        'Phase 1 with that peer could not be set up: no policy in common.',
        'Proposal failure',
      ),
      because(
        'authentication',
        'Auth|Authentication|Peer auth|IKE Auth',
        'authentication-failed',
        'Phase 1 with that peer could not be set up: one end could not prove who it is.',
        'Auth failure',
      ),
      {
        id,
        head: 'ios-syslog',
        mnemonic: `CRYPTO-${name}`,
        templates: [`${subject} SETUP FAILED for local:{local:host} {:text}`, `${subject} SETUP FAILED`],
        means: 'Phase 1 with that peer could not be set up.',
        health: 'bad',
        says: [{ code: 'phase1-not-established', certainty: 'likely', side: 'either' }],
        examples: [example('Internal failure')],
      },
    ];
  }),
  {
    id: 'crypto.manual-delete',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-ISAKMP_MANUAL_DELETE',
    templates: ['IKE SA manually deleted'],
    means:
      'An operator removed the IKE SA (clear crypto isakmp); the IPsec SAs under it stay until they are cleared too.',
    operator: true,
    examples: [
      "%CRYPTO-6-ISAKMP_MANUAL_DELETE: IKE SA manually deleted. Do 'clear crypto sa peer 203.0.113.44' to manually clear IPSec SA's covered by this IKE SA.",
    ],
    sources: [systemMessages],
  },
  {
    id: 'crypto.query-key',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-IKMP_QUERY_KEY',
    templates: ['Querying key pair failed'],
    means:
      'The key pair for the own certificate was not found by the name of its subject: the certificate and the keys of this device do not belong together.',
    health: 'bad',
    says: [{ code: 'certificate-invalid', certainty: 'likely', side: 'local' }],
    examples: ['%CRYPTO-3-IKMP_QUERY_KEY: Querying key pair failed.'],
    sources: [systemMessages],
  },
  {
    id: 'crypto.no-cert-match',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-IKMP_NO_ID_CERT_ADDR_MATCH',
    templates: ['((ID of|(NOT ERROR BUT WARNING ONLY)ID of)) {id:ip}'],
    means: 'The address in the identity is not in the certificate. A warning: the tunnel comes up anyway.',
    harmless: true,
    examples: [
      '%CRYPTO-6-IKMP_NO_ID_CERT_ADDR_MATCH: ID of 203.0.113.44 (type 1) and certificate addr with 198.51.100.9',
    ],
  },
  {
    id: 'crypto.no-cert-dn-match',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-IKMP_NO_ID_CERT_DN_MATCH',
    templates: ['((ID of|(NOT ERROR BUT WARNING ONLY)ID of)) {id:text}', 'ID {id:text}'],
    means:
      'The distinguished name in the identity is not the one of the certificate. A warning: it does not stop the tunnel by itself.',
    harmless: true,
    examples: ['%CRYPTO-6-IKMP_NO_ID_CERT_DN_MATCH: ID of cn=branch7 (type 9) and certificate DN with cn=branch9'],
  },
  {
    id: 'crypto.no-cert-fqdn-match',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-IKMP_NO_ID_CERT_FQDN_MATCH',
    templates: ['((ID of|(NOT ERROR BUT WARNING ONLY)ID of)) {id:text}', 'ID {id:text}'],
    means: 'The host name in the identity is not in the certificate. A warning: it does not stop the tunnel by itself.',
    harmless: true,
    examples: [
      '%CRYPTO-6-IKMP_NO_ID_CERT_FQDN_MATCH: ID of branch7.example.net (type 2) and certificate fqdn with branch9.example.net',
    ],
  },
  {
    id: 'crypto.invalid-certificate',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-IKMP_INVAL_CERT',
    templates: ['Certificate received from {peer:host} is bad: {reason:text}', 'Certificate received from {peer:host}'],
    means: 'The certificate of the peer was refused; the reason stands behind the colon.',
    health: 'bad',
    says: [{ code: 'certificate-invalid', certainty: 'certain', side: 'either' }],
    examples: ['%CRYPTO-5-IKMP_INVAL_CERT: Certificate received from 203.0.113.44 is bad: CA request failed!'],
  },
  {
    id: 'crypto.unknown-exchange-ikev2',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-IKMP_UNK_EXCHANGE',
    templates: ['IKE peer at {peer:host} sent a message with unknown exchange {exchange:ikev2Exchange}'],
    means: 'The peer uses an exchange that IKEv1 does not have: 34 to 38 are exchanges of IKEv2.',
    health: 'bad',
    says: [{ code: 'ike-version-mismatch', certainty: 'likely', side: 'either' }],
    examples: ['%CRYPTO-6-IKMP_UNK_EXCHANGE: IKE peer at 203.0.113.44 sent a message with unknown exchange 34'],
    sources: ['https://www.iana.org/assignments/ikev2-parameters/'],
  },
  {
    id: 'crypto.unknown-exchange',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-IKMP_UNK_EXCHANGE',
    templates: [
      'IKE peer at {peer:host} sent a message with unknown exchange {exchange:int}',
      'IKE peer at {peer:host}',
    ],
    means: 'Somebody sent an exchange that this device does not know. A scanner or a damaged packet may be the reason.',
    health: 'neutral',
    unexplained: 'alone',
    examples: ['%CRYPTO-6-IKMP_UNK_EXCHANGE: IKE peer at 203.0.113.44 sent a message with unknown exchange 243'],
  },
  {
    id: 'crypto.overflow',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-IKMP_PKT_OVERFLOW',
    templates: [
      'ISAKMP message from {peer:host} larger ({:int}) than the UDP packet length ({:int})',
      'ISAKMP message from {peer:host}',
    ],
    means: 'An IKE message says that it is longer than the packet that brought it: cut or damaged on the way.',
    health: 'bad',
    says: [{ code: 'phase1-not-established', certainty: 'likely', side: 'unknown', when: 'ike-down' }],
    examples: [
      '%CRYPTO-4-IKMP_PKT_OVERFLOW: ISAKMP message from 203.0.113.44 larger (1212) than the UDP packet length (548)',
    ],
  },
  ...(['CRYPTO-IKMP_BAD_DOI_SA', 'CRYPTO-IKMP_BAD_DOI_NOTIFY'] as const).map((mnemonic) => ({
    id: `crypto.${mnemonic.slice('CRYPTO-IKMP_'.length).toLowerCase().replaceAll('_', '-')}`,
    head: 'ios-syslog',
    mnemonic,
    templates: [
      'DOI value {doi:int} from SA offer from {peer:host} is invalid',
      'DOI of {doi:int} in notify message from {peer:host}',
      'DOI {:text}',
    ],
    means: 'The peer uses another domain of interpretation than IPsec (1): GETVPN speaks 2.',
    health: 'bad' as const,
    examples: [
      mnemonic.endsWith('SA')
        ? '%CRYPTO-6-IKMP_BAD_DOI_SA: DOI value 2 from SA offer from 203.0.113.44 is invalid'
        : '%CRYPTO-6-IKMP_BAD_DOI_NOTIFY: DOI of 2 in notify message from 203.0.113.44',
    ],
  })),
  {
    id: 'crypto.policy-default',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-IKMP_POLICY_DEFAULT',
    templates: ['Using ISAKMP Default policies'],
    means:
      'No ISAKMP policy is configured: the built-in ones are offered, with algorithms that the peer may not accept.',
    examples: ['%CRYPTO-6-IKMP_POLICY_DEFAULT: Using ISAKMP Default policies'],
  },
  {
    id: 'crypto.ezvpn-client-up',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-EZVPN_CONNECTION_UP',
    templates: [...ezvpnEnds('Client'), '(Client)'],
    means: 'The Easy VPN connection of this client is up.',
    health: 'good',
    effect: { version: 1, up: 'child' },
    examples: [
      '%CRYPTO-6-EZVPN_CONNECTION_UP: (Client)  User=  Group=SALES  Client_public_addr=203.0.113.44  Server_public_addr=192.0.2.17  Assigned_client_addr=10.9.0.4  ',
    ],
    sources: [ezvpnDoc],
  },
  {
    id: 'crypto.ezvpn-client-down',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-EZVPN_CONNECTION_DOWN',
    templates: [...ezvpnEnds('Client'), '(Client)'],
    means: 'The Easy VPN connection of this client ended.',
    health: 'bad',
    effect: { version: 1, down: 'child' },
    examples: [
      '%CRYPTO-6-EZVPN_CONNECTION_DOWN: (Client)  User=  Group=SALES  Client_public_addr=203.0.113.44  Server_public_addr=192.0.2.17  ',
    ],
    sources: [ezvpnDoc],
  },
  {
    id: 'crypto.ezvpn-up',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-EZVPN_CONNECTION_UP',
    templates: [...ezvpnEnds('Server'), '(Server)', '({side:state})[[ {:text}]]'],
    means: 'The Easy VPN connection of a client is up.',
    health: 'good',
    effect: { version: 1, up: 'child' },
    examples: [
      '%CRYPTO-6-EZVPN_CONNECTION_UP: (Server)  User=kim  Group=SALES  Client_public_addr=203.0.113.44  Server_public_addr=192.0.2.17  Assigned_client_addr=10.9.0.4  ',
    ],
    sources: [ezvpnDoc],
  },
  {
    id: 'crypto.ezvpn-down',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-EZVPN_CONNECTION_DOWN',
    templates: [...ezvpnEnds('Server'), '(Server)', '({side:state})[[ {:text}]]'],
    means: 'The Easy VPN connection of a client ended. Users come and go: that alone is no fault.',
    effect: { version: 1, down: 'child' },
    examples: [
      '%CRYPTO-6-EZVPN_CONNECTION_DOWN: (Server)  User=kim  Group=SALES  Client_public_addr=203.0.113.44  Server_public_addr=192.0.2.17  ',
    ],
    sources: [ezvpnDoc],
  },
  {
    id: 'crypto.ezvpn-auth-rejected',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-VPN_TUNNEL_STATUS',
    templates: [
      '({side:state}) Authentication ((REJECTED|FAILED|rejected|failed)) User=~{user:word} Group=~{groupname:word} Client_public_addr=~{peer:ip}',
      '({side:state}) Authentication ((REJECTED|FAILED|rejected|failed))[[ User={user:word}]]',
    ],
    means: 'Extended authentication of a user failed: wrong user name or password, or the AAA server refused.',
    health: 'bad',
    says: [{ code: 'xauth-failed', certainty: 'certain', side: 'either' }],
    examples: [
      '%CRYPTO-6-VPN_TUNNEL_STATUS: (Server) Authentication REJECTED  User=kim  Group=SALES  Client_public_addr=203.0.113.44  Server_public_addr=192.0.2.17',
    ],
    sources: [ezvpnDoc],
  },
  {
    id: 'crypto.ezvpn-group-missing',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-VPN_TUNNEL_STATUS',
    templates: ['Group: {groupname:name} does not exist', '({side:state}) Group: {groupname:name} does not exist'],
    means: 'The client asks for a group that is not configured on this server.',
    health: 'bad',
    // It names no peer: that a tunnel of somebody else comes up later says nothing of it.
    says: [
      {
        code: 'peer-not-configured',
        certainty: 'certain',
        side: 'either',
        lasting: true,
        until: ['crypto.ezvpn-up'],
        detail: { reason: 'group' },
      },
    ],
    examples: ['%CRYPTO-6-VPN_TUNNEL_STATUS: Group: SALES does not exist'],
    sources: [ezvpnDoc],
  },
  {
    id: 'crypto.ezvpn-status',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-VPN_TUNNEL_STATUS',
    templates: ['({side:state}) {:text}', '{:text}'],
    means: 'A step of an Easy VPN connection.',
    examples: [
      '%CRYPTO-6-VPN_TUNNEL_STATUS: (Server) Authentication PASSED  User=kim  Group=SALES  Client_public_addr=203.0.113.44  Server_public_addr=192.0.2.17',
    ],
    sources: [ezvpnDoc],
  },
  {
    id: 'crypto.radius-dead',
    head: 'ios-syslog',
    mnemonic: 'RADIUS-RADIUS_DEAD',
    templates: [
      'RADIUS server {server:ip}:{:int},{:int} is not responding',
      'RADIUS server {server:ip} is not responding',
    ],
    means: 'The RADIUS server gives no answer. Where it has to know the users of a VPN, none of them gets in.',
    health: 'waiting',
    context: true,
    examples: ['Nov 12 08:14:22.107: %RADIUS-4-RADIUS_DEAD: RADIUS server 10.61.4.9:1812,1813 is not responding.'],
    sources: ['https://www.rfc-editor.org/rfc/rfc2865#section-2.5'],
  },
  {
    id: 'crypto.ike-deny-sa',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-IKE_DENY_SA_REQ',
    templates: [
      'IKE denied an ((OUTGOING|outgoing)) SA request from {local:host} to {peer:host} due to {reason:text}',
      'IKE denied an {direction:state} SA request from {peer:host} to {local:host} due to {reason:text}',
      'IKE denied an {:text}',
    ],
    means: 'IKE refuses a new SA because a limit (call admission control, or CPU load) is reached.',
    health: 'bad',
    says: [{ code: 'ike-admission-limit', certainty: 'certain', side: 'local', lasting: true }],
    examples: [
      '%CRYPTO-4-IKE_DENY_SA_REQ: IKE denied an INCOMING SA request from 203.0.113.44 to 192.0.2.17 due to IKE SA LIMIT REACHED',
    ],
    sources: [cacDoc],
  },
  {
    id: 'crypto.cac-limit',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-IKMP_CAC_LIMIT',
    templates: ['{:text}'],
    means: 'IKE refuses a new SA because a limit is reached.',
    health: 'bad',
    says: [{ code: 'ike-admission-limit', certainty: 'certain', side: 'local', lasting: true }],
    examples: ['%CRYPTO-4-IKMP_CAC_LIMIT: IKE SA limit reached, new request refused'],
    sources: [cacDoc],
  },
  {
    id: 'crypto.engine-limit',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-IKMP_SA_LIMIT',
    templates: ['{:text}'],
    means: 'The highest number of IKE SAs is reached.',
    health: 'bad',
    says: [{ code: 'ike-admission-limit', certainty: 'certain', side: 'local', lasting: true }],
    examples: ['%CRYPTO-3-IKMP_SA_LIMIT: Maximum number of IKE SAs reached'],
    sources: [cacDoc],
  },
  {
    id: 'cerm.tx-limit',
    head: 'ios-syslog',
    mnemonic: 'CERM-TX_BW_LIMIT',
    templates: [
      'Maximum Tx Bandwidth limit of {kbps:int} Kbps reached for Crypto functionality with {licence:name} technology package license',
      'Maximum Tx Bandwidth limit',
    ],
    means:
      'Encrypted traffic reached what the export licence allows; what is above is dropped. Short bursts are enough.',
    health: 'bad',
    says: [
      {
        code: 'crypto-throughput-licence',
        certainty: 'certain',
        side: 'local',
        lasting: true,
        detail: { direction: 'sent' },
      },
    ],
    examples: [
      'May  4 14:22:10.771: %CERM-4-TX_BW_LIMIT: Maximum Tx Bandwidth limit of 85000 Kbps reached for Crypto functionality with securityk9 technology package license.',
    ],
    sources: [licenceDoc],
  },
  {
    id: 'cerm.rx-limit',
    head: 'ios-syslog',
    mnemonic: 'CERM-RX_BW_LIMIT',
    templates: [
      'Maximum Rx Bandwidth limit of {kbps:int} Kbps reached for Crypto functionality with {licence:name} technology package license',
      'Maximum Rx Bandwidth limit',
    ],
    means:
      'Decrypted traffic reached what the export licence allows; what is above is dropped. Short bursts are enough.',
    health: 'bad',
    says: [
      {
        code: 'crypto-throughput-licence',
        certainty: 'certain',
        side: 'local',
        lasting: true,
        detail: { direction: 'received' },
      },
    ],
    examples: [
      '%CERM-4-RX_BW_LIMIT: Maximum Rx Bandwidth limit of 85000 Kbps reached for Crypto functionality with securityk9 technology package license.',
    ],
    sources: [licenceDoc],
  },
  {
    id: 'cerm.tunnel-limit',
    head: 'ios-syslog',
    mnemonic: 'CERM-TUNNEL_LIMIT',
    templates: ['Maximum tunnel limit of {tunnels:int} reached for Crypto functionality', 'Maximum tunnel limit'],
    means: 'The number of tunnels that the export licence allows is reached; new ones are refused.',
    health: 'bad',
    says: [
      {
        code: 'ike-admission-limit',
        certainty: 'certain',
        side: 'local',
        lasting: true,
        detail: { reason: 'licence' },
      },
    ],
    examples: [
      '%CERM-4-TUNNEL_LIMIT: Maximum tunnel limit of 225 reached for Crypto functionality with securityk9 technology package license.',
    ],
    sources: [licenceDoc],
  },
  ...(['TX', 'RX'] as const).map((direction) => ({
    id: `cerm-dp.${direction.toLowerCase()}-limit`,
    head: 'ios-syslog',
    mnemonic: `CERM_DP-DP_${direction}_BW_LIMIT`,
    templates: [
      `Maximum ${direction === 'TX' ? 'Tx' : 'Rx'} Bandwidth limit of {kbps:int} Kbps reached for Crypto functionality`,
      'Maximum {:text}',
    ],
    means: `${direction === 'TX' ? 'Encrypted' : 'Decrypted'} traffic reached what the licence allows; what is above is dropped.`,
    health: 'bad' as const,
    says: [
      {
        code: 'crypto-throughput-licence',
        certainty: 'certain' as const,
        side: 'local' as const,
        lasting: true,
        detail: { direction: direction === 'TX' ? 'sent' : 'received' },
      },
    ],
    examples: [
      `%CERM_DP-4-DP_${direction}_BW_LIMIT: Maximum ${direction === 'TX' ? 'Tx' : 'Rx'} Bandwidth limit of 85000 Kbps reached for Crypto functionality with securityk9 technology package license.`,
    ],
    sources: [licenceDoc],
  })),
  {
    id: 'crypto.csdl',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO_ENGINE-CSDL_COMPLIANCE_RSA_WEAK_KEYS',
    templates: ['{:text}'],
    means: 'A key or algorithm that this release calls weak was refused or is in use.',
    harmless: true,
    examples: [
      '%CRYPTO_ENGINE-4-CSDL_COMPLIANCE_RSA_WEAK_KEYS: RSA keypair CISCO_IDEVID_SUDI is in violation of Cisco security compliance guidelines and will be rejected by future releases.',
    ],
  },
  {
    id: 'crypto.csdl-exception',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO_ENGINE-CSDL_COMPLIANCE_EXCEPTION_DETECT',
    templates: ['{:text}'],
    means: 'Weak algorithms are allowed by an exception in the configuration.',
    harmless: true,
    examples: ['%CRYPTO_ENGINE-4-CSDL_COMPLIANCE_EXCEPTION_DETECT: CSDL Compliance Exception Detected'],
  },
  {
    id: 'crypto.key-addition',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO_ENGINE-KEY_ADDITION',
    templates: ['{:text}'],
    means: 'A key pair was made or imported.',
    harmless: true,
    examples: ['%CRYPTO_ENGINE-5-KEY_ADDITION: A key named BRANCH7 has been generated or imported by crypto-engine'],
  },
  {
    id: 'crypto.unknown-error',
    head: 'ios-crypto-error',
    templates: ['{:text}'],
    means:
      'An error of the part of the device that makes tunnels, in a message that is not known here. The severity says that it matters, not what to do.',
    health: 'bad',
    unexplained: true,
    examples: ['*May  4 09:12:31.311: %CRYPTO-3-KEY_STORE_LOST: Key store 2 did not answer'],
    sources: [systemMessages],
  },
  {
    id: 'crypto.unknown-warning',
    head: 'ios-crypto-warning',
    templates: ['{:text}'],
    means:
      'A warning of the part of the device that makes tunnels, in a message that is not known here. The severity says that it may matter, not what to do.',
    unexplained: 'alone',
    examples: ['*May  4 09:12:31.311: %CRYPTO-4-KEY_STORE_SLOW: Key store 2 took 14 seconds to answer'],
    sources: [systemMessages],
  },
  {
    id: 'crypto.engine-error',
    head: 'ios-syslog',
    mnemonic: 'CRYPTO-IPSEC_ENCR_FAIL',
    templates: ['{:text}'],
    means: 'The crypto engine could not encrypt or decrypt a packet.',
    health: 'bad',
    unexplained: true,
    examples: ['%CRYPTO-3-IPSEC_ENCR_FAIL: crypto engine could not process a packet'],
  },
  {
    id: 'sys.configured',
    head: 'ios-syslog',
    mnemonic: 'SYS-CONFIG_I',
    templates: ['Configured from {from:word} by {user:word}', 'Configured from {:text}'],
    means: 'Somebody changed the configuration just before this line.',
    context: true,
    operator: true,
    examples: ['*May  4 09:20:10.551: %SYS-5-CONFIG_I: Configured from console by noc on vty0 (10.9.9.3)'],
  },
  {
    id: 'sys.logged-command',
    head: 'ios-syslog',
    mnemonic: 'PARSER-CFGLOG_LOGGEDCMD',
    templates: ['User:~{user:word} logged command:~{command:text}'],
    means: 'Somebody entered this line of configuration.',
    context: true,
    operator: true,
    examples: ['*May  4 09:19:58.114: %PARSER-5-CFGLOG_LOGGEDCMD: User:noc  logged command:no shutdown'],
  },
  {
    id: 'sys.restarted',
    head: 'ios-syslog',
    mnemonic: 'SYS-RESTART',
    templates: ['System restarted'],
    means: 'The device has restarted; every SA from before is gone.',
    context: true,
    operator: true,
    examples: ['*Mar  1 00:00:08.902: %SYS-5-RESTART: System restarted --'],
  },
  {
    id: 'sys.reload',
    head: 'ios-syslog',
    mnemonic: 'SYS-RELOAD',
    templates: ['Reload requested by {user:word}', 'Reload requested'],
    means: 'Somebody reloads the device; every SA will be gone.',
    context: true,
    operator: true,
    examples: [
      'May  4 09:20:10.551: %SYS-5-RELOAD: Reload requested by noc on console. Reload Reason: Reload Command.',
    ],
  },
  {
    id: 'sys.logout',
    head: 'ios-syslog',
    mnemonic: 'SYS-LOGOUT',
    templates: ['User {user:word} has exited tty session {:rest}'],
    means: 'Somebody left. The log goes on: what stands nowhere near did not happen meanwhile.',
    context: true,
    examples: ['*May  4 09:31:44.020: %SYS-6-LOGOUT: User noc has exited tty session 2(10.9.9.3)'],
  },
  {
    id: 'sys.login',
    head: 'ios-syslog',
    mnemonic: 'SEC_LOGIN-LOGIN_SUCCESS',
    templates: ['Login Success~[user: {user:word}]{:rest}'],
    means: 'Somebody logged in. The log goes on: what stands nowhere near did not happen meanwhile.',
    context: true,
    examples: [
      '*May  4 09:19:41.377: %SEC_LOGIN-5-LOGIN_SUCCESS: Login Success [user: noc] [Source: 10.9.9.3] [localport: 22] at 09:19:41 UTC Mon May 4 2026',
    ],
  },
]);

export const cryptoSyslog = entries.map(ofIkev1);
