// The finding esp-blocked: IKE passes and SAs exist, but ESP packets are lost between the two ends.
import { rule } from '../../engine/define.ts';

export const espBlocked = rule({
  code: 'esp-blocked',
  step: 3,
  role: 'cause',
  severity: 'error',
  stops: true,
  title: 'IKE gets through, but ESP[[ between {local} and {peer}]] is lost on the way',
  explanation:
    'Key exchange travels over UDP 500 or 4500 and works; both ends hold matching SAs. The data travels as ESP (IP protocol 50) or, behind NAT, inside UDP 4500, and one end counts packets ' +
    'sent that the other never sees. Some access list, firewall or provider between them passes IKE and drops ESP.',
  next: [
    {
      command: 'show ip access-lists {list}',
      why: 'Run it twice while packets come: which line counts them? ESP must be permitted before it.',
      where: 'local',
      platform: 'ios',
      answers: ['list'],
    },
    {
      command: 'show ip interface',
      why: 'On which interface, and in which direction, is the list in use?',
      where: 'local',
      platform: 'ios',
      answers: ['list'],
    },
    {
      command: 'show ip access-lists',
      why: 'Look on the outside interface for a line that permits UDP 500 but none for ESP before the deny.',
      where: 'either',
      platform: 'ios',
    },
    {
      command: 'show access-list',
      why: 'Look on the outside interface for a line that permits UDP 500 but none for ESP before the deny.',
      where: 'either',
      platform: 'asa',
    },
    {
      command: 'show platform hardware qfp active statistics drop',
      why: 'On IOS-XE: a growing access-list drop counter says that this very router takes the packets.',
      where: 'either',
      platform: 'ios',
    },
  ],
  fix: [
    {
      where: 'local',
      platform: 'ios',
      answers: ['list'],
      config: [
        'ip access-list extended {list}',
        ' 5 permit esp host {peer} host {local}',
        ' 6 permit udp host {peer} host {local} eq non500-isakmp',
      ],
      why: 'Lets ESP pass before the line that drops it. The numbers must be lower than that of this line.',
    },
    {
      where: 'either',
      platform: 'ios',
      config: [
        'ip access-list extended <outside list>',
        ' 5 permit esp host {peer} host {local}',
        ' 6 permit udp host {peer} host {local} eq non500-isakmp',
      ],
      why: 'Lets ESP pass before the line that drops it. Where the filter is not yours, ask its owner for IP protocol 50, or force UDP 4500.',
    },
    {
      where: 'either',
      platform: 'asa',
      config: [
        'access-list <outside list> line 1 extended permit esp host {peer} host {local}',
        'access-list <outside list> line 2 extended permit udp host {peer} host {local} eq 4500',
      ],
      why: 'Lets ESP pass a firewall between the peers. (Traffic to the ASA itself is not filtered by an interface access list.)',
    },
  ],
  explains: [
    'no-return-traffic',
    'no-outbound-traffic',
    'idle-tunnel',
    'nhrp-registration-failure',
    'dpd-failure',
    'overlay-routing-flap',
  ],
  confusable: ['no-return-traffic', 'nhrp-registration-failure', 'tunnel-key-mismatch'],
  sources: [
    'https://www.rfc-editor.org/rfc/rfc4303',
    'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/5409-ipsec-debug-00.html',
  ],
});
