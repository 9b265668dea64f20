// Lines of debug radius, beside crypto output: what the server that knows the users answers, or that it does not.
import { messages } from '../../engine/define.ts';

const rfc = 'https://www.rfc-editor.org/rfc/rfc2865#section-4';

export const radius = messages([
  {
    id: 'radius.reject',
    head: 'radius',
    templates: ['Received from id {:word} {server:ip}:{:int}, Access-Reject'],
    means:
      'The RADIUS server refuses what it was asked: the login of a user of the VPN, or of somebody else, or what a peer is to get.',
    health: 'bad',
    context: true,
    examples: ['*Oct  2 07:14:05.662: RADIUS: Received from id 1645/31 10.61.4.9:1812, Access-Reject, len 62'],
    sources: [rfc],
  },
  {
    id: 'radius.eap',
    head: 'radius',
    templates: ['EAP-Message [79] {length:int}'],
    means: 'A packet of EAP on its way between the client and the RADIUS server.',
    health: 'neutral',
    context: true,
    examples: ['*Oct  2 07:14:05.662: RADIUS:  EAP-Message         [79]  6'],
    sources: ['https://www.rfc-editor.org/rfc/rfc3579#section-3.1'],
  },
  {
    id: 'radius.no-answer',
    head: 'radius',
    templates: ['No response from ({server:ip}:{:int},{:int}) for id {:word}'],
    means: 'The RADIUS server gave no answer to this request, however often it was sent.',
    health: 'bad',
    context: true,
    examples: ['*Oct  2 07:14:25.667: RADIUS: No response from (10.61.4.9:1812,1813) for id 1645/31'],
    sources: ['https://www.rfc-editor.org/rfc/rfc2865#section-2.5'],
  },
]);
