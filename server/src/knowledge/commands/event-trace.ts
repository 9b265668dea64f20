// `show monitor event-trace …` and `show logging process …`: the events that IOS-XE remembers without debugging.
import { command } from '../../engine/define.ts';

const sources = ['https://www.cisco.com/en/US/docs/ios/12_4t/12_4t11/htediagn.html'];

const meanings = {
  time: 'When it happened. A star before it: the clock had not been set.',
  text: 'What happened.',
  section: 'The part of the device that the events belong to.',
};

export const eventTraceCrypto = command({
  id: 'show monitor event-trace crypto',
  options: [
    'all',
    'latest',
    'from-boot',
    'merged',
    'detail',
    'ipsec',
    'ikev2',
    'pki',
    'event',
    'error',
    'exception',
    'clock',
    'back',
  ],
  fingerprints: [
    '((pki_event|pki_internal_event|pki_error|ikev2_event|ikev2_internal_event|ikev2_error|ikev2_exception|ipsec_event|ipsec_error|ipsec_exception)):',
    'SA ID:{:int} SESSION ID:{:int}[[ Remote: {:host}]]',
    'Trustpoint- {:word}:{:rest}',
    'EST client {:text}',
    'Tracing currently disabled, from exec command',
  ],
  ignores: [
    'Tracing currently disabled, from exec command',
    'interrupt context allocation count = {:int}',
    '-Traceback= {:text}',
    ':{:hex}+{:hex}{:rest}',
  ],
  records: {
    section: { opens: ['{section:traceSection}:{:eol}'] },
    event: {
      opens: [
        '{time:traceTime}:~{section:traceSection}: {text:text}',
        '{time:traceTime}:~{text:text}',
        '{time:traceTime}:',
      ],
    },
  },
  cells: ['{more:text}'],
  means: 'What PKI, IKEv2 and IPsec did lately, in order, kept without debugging.',
  fields: meanings,
  sources,
});

/** A value and the words up to the next label. */
const andWords = (cell: string): string => `${cell}[[ {what:traceWords}]]`;

export const eventTraceDmvpn = command({
  id: 'show monitor event-trace dmvpn',
  options: ['all', 'latest', 'from-boot', 'detail', 'nhrp', 'event', 'error', 'exception', 'tunnel'],
  fingerprints: [
    '((dmtunnel|nhrp_event|nhrp_error|nhrp_exception|tp_ss_events)):',
    'NHRP-{:eventName} tunnel: {:word}',
    'NHRP-NHS-RECOVERY-NHS-STATE NHS vpn_dest: {:ip}',
  ],
  ignores: [
    'Tracing currently disabled, from exec command',
    'interrupt context allocation count = {:int}',
    '-Traceback= {:text}',
    ':{:hex}+{:hex}{:rest}',
  ],
  records: {
    section: { opens: ['{section:traceSection}:{:eol}'] },
    event: {
      opens: [
        '{time:traceTime}: {event:nhrpEvent}[[ tunnel:~{tunnel:word}]][[ {what:traceWords}]]',
        '{time:traceTime}: {text:text}',
      ],
      cells: [
        ...[
          'target: {target:word}',
          'nbma_src: {src:host}',
          'vpn_src: {tunnelSource:host}',
          'nbma_dest: {dst:host}',
        ].map(andWords),
        "vpn_dest: {tunnelDestination:host} {tunnel:interface} vrf {vrf:int} cluster {cluster:int} priority {priority:int} transitioned to '{state:quotedName}' from '{before:quotedName}'",
        'vpn_dest: {tunnelDestination:host}[[ reqid {request:int} retrans[[ ivl]] {interval:int} sec]][[ {what:traceWords}]]',
        'vrf: {vrf:word}',
        'label: {label:word}',
        'reason: {reason:text}',
        'err_code: {error:text}',
        'nhrp_write:{error:text}',
        'nbma old: {src:host} -> new: {dst:host}',
      ],
    },
  },
  cells: ['{more:text}'],
  means: 'What NHRP did lately, in order, kept without debugging.',
  fields: { ...meanings, event: 'What happened: NHS up or down, requests and replies, errors.' },
  health: (field, value) =>
    field === 'event' ? (/DOWN|ERR|NAK/.test(value) ? 'bad' : /-UP$/.test(value) ? 'good' : undefined) : undefined,
  sources,
});

export const loggingProcess = command({
  id: 'show logging process',
  context: (root) =>
    !root.children.some(({ fields }) => /^(?:pki|crypto|ike|ipsec|isakmp)/.test(fields.module?.value ?? '')),
  fingerprints: [
    'Logging display requested on {:text}',
    'Unified Decoder Library Init .. DONE',
    'Displaying logs from the last {:int} days',
  ],
  ignores: [
    'Logging display requested on {:text}',
    'Displaying logs from the last {:text}',
    'executing cmd on chassis: {:text}',
    'Unified Decoder Library Init .. DONE',
    'Found {:int} UTF Streams',
    '=={:rest}',
    '--{:rest}',
    'UTM {:text}',
    'Num of Unique Streams .. {:text}',
    'Total UTF To Process ... {:text}',
    'Total UTM To Process ... {:text}',
    'MRST Filter Rules ...... {:text}',
    'First UTM TimeStamp ....{:rest}',
    'Last UTM TimeStamp ....{:rest}',
  ],
  records: {
    event: {
      opens: [
        '{date:traceDate} {time:traceClock} \\{{process:braced}\\}\\{{chassis:braced}\\}: [{module:word}] [{id:int}]: ({level:name}): {text:text}',
      ],
    },
  },
  cells: ['{more:text}'],
  means: 'The trace of one process of IOS-XE.',
  fields: meanings,
  sources,
});
