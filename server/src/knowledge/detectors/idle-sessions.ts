// Judges sessions that were never asked for: a crypto map entry without any IKE SA, and nobody who failed.
import { type Detector, detector } from '../../engine/define.ts';
import { capturesOf, recordsBelow, textOf } from './values.ts';

export const idleSessions: Detector = detector({
  id: 'idle-sessions',
  codes: ['no-interesting-traffic'],
  run: (model, report) => {
    for (const capture of capturesOf(model.captures, 'show crypto session')) {
      const sessions = recordsBelow(capture.root, 'session');
      // Beside sessions that work, a quiet one is a tunnel that nobody needs at the moment.
      if (sessions.some((session) => /^UP/.test(textOf(session, 'status') ?? ''))) continue;
      for (const session of sessions) {
        const status = session.fields.status;
        if (status?.value !== 'DOWN' || recordsBelow(session, 'ike').length > 0) continue;
        const flows = recordsBelow(session, 'flow');
        const peer = recordsBelow(session, 'peer')[0];
        // Tunnel interfaces and GRE need no traffic to come up: there a session that is down has another reason.
        if (
          /^(?:Tu|Vi)/.test(textOf(session, 'interface') ?? '') ||
          flows.length === 0 ||
          // Packets that were dropped did match.
          flows.some((flow) => Number(textOf(flow, 'outboundDrops') ?? 0) > 2) ||
          flows.some((flow) => /^(?:permit )?(?:47|gre)\b/.test(textOf(flow, 'protocol') ?? ''))
        )
          continue;
        if (model.attempts.length > 0) continue;
        report({
          code: 'no-interesting-traffic',
          certainty: 'likely',
          side: 'local',
          peer: peer && textOf(peer, 'peer'),
          evidence: [model.evidence(status, 'cause')],
        });
      }
    }
  },
});
