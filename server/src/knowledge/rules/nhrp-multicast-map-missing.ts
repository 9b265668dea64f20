// The finding nhrp-multicast-map-missing: the tunnel is up, but multicast (routing hellos) has nobody to be sent to.
import { rule } from '../../engine/define.ts';

export const nhrpMulticastMapMissing = rule({
  code: 'nhrp-multicast-map-missing',
  step: 3,
  role: 'cause',
  severity: 'error',
  title: 'The DMVPN tunnel is up, but no multicast map sends routing hellos[[ on {interface}]]',
  explanation:
    'A multipoint tunnel has no natural broadcast: NHRP must be told to whom multicast packets are copied. Without such a map unicast works and NHRP is UP, while hellos of EIGRP or OSPF do not arrive: the neighbour never appears, or one side sees it and gives up again (retry limit exceeded, stuck in INIT). From 15.7 on, and in IOS-XE 16 and later, a hub maps every spoke that registers by itself, and its configuration does not show that; a spoke has to be told in every release.',
  next: [
    {
      command: 'show ip nhrp multicast',
      why: 'An empty list means that multicast goes nowhere.',
      where: 'either',
      platform: 'ios',
    },
    {
      command: 'show running-config interface Tunnel<n>',
      why: 'Hub: ip nhrp map multicast dynamic. Spoke: the word multicast in the nhs line, or ip nhrp map multicast.',
      where: 'either',
      platform: 'ios',
    },
  ],
  fix: [
    {
      where: 'local',
      platform: 'ios',
      answers: ['inside'],
      config: ['interface {interface}', ' no ip nhrp map multicast {inside}', ' ip nhrp map multicast {outside}'],
      why: 'Multicast is copied to the address outside (NBMA) of the hub.',
    },
    {
      where: 'either',
      platform: 'ios',
      config: [
        'interface Tunnel<n>',
        '! hub:',
        ' ip nhrp map multicast dynamic',
        '! spoke:',
        ' ip nhrp map multicast <hub outside address>',
      ],
      why: 'Copies multicast to every registered spoke, and from the spoke to the hub.',
    },
    {
      where: 'either',
      platform: 'asa',
      config: ['! an ASA does not take part in DMVPN'],
      why: 'The map belongs on the routers.',
    },
  ],
  explains: ['overlay-routing-flap'],
  confusable: ['overlay-routing-flap', 'nhrp-registration-failure'],
  sources: [
    'https://www.cisco.com/c/en/us/support/docs/security-vpn/ipsec-negotiation-ike-protocols/111976-dmvpn-troubleshoot-00.html',
  ],
});
