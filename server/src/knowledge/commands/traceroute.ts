// The output of traceroute on IOS and ASA.
import { command } from '../../engine/define.ts';

export const traceroute = command({
  id: 'traceroute',
  kind: 'traceroute',
  aliases: ['trace'],
  context: true,
  fingerprints: ['Tracing the route to {:host}'],
  ignores: ['Type escape sequence to abort[[.]]', 'VRF info: {:text}'],
  records: {
    trace: {
      opens: ['Tracing the route to {destination:host} ({address:ip})', 'Tracing the route to {destination:host}'],
    },
    hop: {
      in: 'trace',
      opens: [
        '{hop:count} {silent:silence}',
        '{hop:count} {address:ip} {times:text}',
        '{hop:count} {name:host} ({address:ip}) {times:text}',
      ],
    },
  },
  means:
    'The routers on the way. "*" is no answer in time, "!H" host, "!N" network unreachable, "!A" administratively filtered.',
  fields: { hop: 'Distance from here', address: 'Router that answered', silent: 'Nobody answered at this distance' },
  sources: [
    'https://www.cisco.com/c/en/us/support/docs/ios-nx-os-software/ios-software-releases-121-mainline/12778-ping-traceroute.html',
  ],
});
