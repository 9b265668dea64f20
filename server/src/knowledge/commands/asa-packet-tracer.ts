// `packet-tracer` of ASA and FTD: each phase that a packet passes, with its result, and what became of it.
import { command, type Rec } from '../../engine/define.ts';
import { isPrivate, networkOf } from '../detectors/networks.ts';
import { eachRecord } from './shared.ts';

const reference =
  'https://www.cisco.com/c/en/us/td/docs/security/asa/asa-cli-reference/I-R/asa-command-ref-I-R/pa-pn-commands.html';

/** Whether the made-up packet goes from one private address to another, as packets of a tunnel do. */
export function betweenPrivate(typed: string | undefined): boolean {
  const addresses = (typed?.match(/\d{1,3}(?:\.\d{1,3}){3}/g) ?? []).slice(0, 2).map((address) => networkOf(address));
  return addresses.length > 1 && addresses.every((address) => address !== undefined && isPrivate(address));
}

/** A run bears on a tunnel when the packet meets a VPN phase, or when NAT refuses the way back between two private networks. */
function isOfTunnel(root: Rec, typed: string | undefined): boolean {
  let found = false;
  eachRecord(root, 'phase', ({ fields }) => {
    found ||=
      fields.type?.value === 'VPN' ||
      (fields.subtype?.value === 'rpf-check' && fields.result?.value === 'DROP' && betweenPrivate(typed));
  });
  return found;
}

export const packetTracer = command({
  id: 'packet-tracer',
  platform: 'asa',
  fingerprints: ['Phase:~{:int}{:eol}', 'input-interface:~{:word}', 'Drop-reason:~({:word})'],
  ignores: [
    'Config:[[ {:text}]]',
    'Additional Information:[[ {:text}]]',
    'Implicit Rule',
    'MAC Access list',
    'Elapsed time:~{:text}',
    'Forward Flow based lookup yields rule:',
    'Reverse Flow based lookup yields rule:',
    'in id=~{:text}',
    'out id=~{:text}',
    'hits=~{:text}',
    'src ((ip|ip/id|mac))=~{:text}',
    'dst ((ip|ip/id|mac))=~{:text}',
    'input_ifc=~{:text}',
    'nat (({:name},{:name}|{:name})) {:text}',
    'nat ({:text}',
    'object {:text}',
    'object-group {:text}',
    'access-list {:text}',
    'crypto map {:text}',
    'class-map {:text}',
    'policy-map {:text}',
    'service-policy {:text}',
    'match {:text}',
    'inspect {:text}',
    'New flow created with id {:text}',
    'Module information for {:text}',
    'snp_fp_{:text}',
    'Result:{:eol}',
  ],
  records: {
    phase: {
      opens: ['Phase:~{number:int}{:eol}'],
      cells: [
        'Type:~{type:word}',
        'Subtype:[[~{subtype:cell}]]',
        'Result:~{result:phaseResult}',
        'NAT divert to egress interface {egress:name}{:rest}',
        'Untranslate {from:word} to {to:word}',
        'Static translate {from:word} to {to:word}',
        'Dynamic translate {from:word} to {translated:word}',
        'found next-hop {nextHop:ip} using egress ifc {egress:cell}',
        'Found next-hop {nextHop:ip} using egress ifc {egress:cell}',
        'in {network:ip} {mask:ip} {egress:name}',
        'access-group {filter:name} {:text}',
      ],
    },
    outcome: {
      opens: ['input-interface:~{input:cell}'],
      cells: [
        'input-status:~{:word}',
        'input-line-status:~{:word}',
        'output-interface:~{output:cell}',
        'output-status:~{:word}',
        'output-line-status:~{:word}',
        'Action:~{action:word}',
        'Time Taken:~{:text}',
        'Drop-reason:~({reason:word}) {explanation:text}',
      ],
    },
  },
  context: (root, _alone, typed) => !isOfTunnel(root, typed),
  means:
    'The way of a made-up packet through the firewall, phase by phase. VPN, encrypt: it goes into the tunnel. A first run that is dropped there starts the tunnel; the second one counts.',
  fields: {
    type: 'What the phase is about: UN-NAT, ACCESS-LIST, NAT, VPN, ROUTE-LOOKUP, FLOW-CREATION …',
    subtype: 'encrypt: into the tunnel. ipsec-tunnel-flow: must have come out of it. rpf-check: NAT of the way back.',
    result: 'ALLOW or DROP: the first phase with DROP is the one that stops the packet.',
    action: 'What became of the packet in the end.',
    reason: 'Short name of the reason, as in `show asp drop`.',
    filter: 'The access list of an interface that the packet meets.',
    translated: 'The address that NAT gives to the packet: traffic for a tunnel should keep its own.',
  },
  health: (field, value) =>
    field === 'result' || field === 'action'
      ? /^allow$/i.test(value)
        ? 'good'
        : /^drop$/i.test(value)
          ? 'bad'
          : undefined
      : undefined,
  sources: [reference],
});
