// The finding mtu-fragmentation: packets of full size do not fit through the tunnel.
import { rule } from '../../engine/define.ts';

export const mtuFragmentation = rule({
  code: 'mtu-fragmentation',
  step: 3,
  role: 'cause',
  severity: 'warning',
  title: 'Large packets do not fit through the tunnel[[ to {peer}]][[: {fits} bytes pass, {fails} do not]]',
  explanation:
    'Encryption makes each packet longer, so the largest packet that fits inside the tunnel is smaller than the MTU of the line. Small packets and pings work, while file transfers, web pages and ' +
    'logins hang, because large packets may not be fragmented and the message that would tell the sender is lost. Set the MTU of the tunnel and the TCP segment size so that packets fit from the start.',
  next: [
    {
      command: 'ping <remote host> source <inside interface> size 1400 df-bit',
      why: 'Vary the size: the largest that passes is the MTU of the tunnel.',
      where: 'local',
      platform: 'ios',
    },
    {
      command: 'show crypto ipsec sa | include mtu',
      why: 'Shows the path MTU and what is left for the packet inside.',
      where: 'local',
    },
  ],
  fix: [
    {
      where: 'either',
      platform: 'ios',
      config: ['interface Tunnel<n>', ' ip mtu {mtu}', ' ip tcp adjust-mss {mss}'],
      why: 'Packets are made to fit before they are encrypted. With a crypto map, set ip tcp adjust-mss on the inside interface.',
    },
    {
      where: 'either',
      platform: 'asa',
      config: ['sysopt connection tcpmss {mss}', 'crypto ipsec df-bit clear-df outside'],
      why: 'Lowers the TCP segment size of all connections through the ASA and lets it fragment what is still too large.',
    },
  ],
  confusable: ['anti-replay-drops', 'no-return-traffic', 'fragmentation-ike'],
  sources: [
    'https://www.cisco.com/c/en/us/support/docs/ip/generic-routing-encapsulation-gre/25885-pmtud-ipfrag.html',
    'https://www.rfc-editor.org/rfc/rfc1191',
    'https://learn.microsoft.com/en-us/azure/vpn-gateway/vpn-gateway-3rdparty-device-config-cisco-asa',
  ],
});
