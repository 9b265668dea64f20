// The finding config-reference-missing: the configuration names something that is not defined.
import { rule } from '../../engine/define.ts';

export const configReferenceMissing = rule({
  code: 'config-reference-missing',
  step: 3,
  role: 'cause',
  severity: 'error',
  stops: true,
  title: 'The configuration uses {kind} {name}, which is not defined[[ ({meant} is)]]',
  explanation:
    'A line refers to a name that no other line of this configuration defines. Such a reference does nothing, or the entry that holds it is incomplete and is skipped. Usually a name is misspelt (case counts), or the object was removed and its user was left. If the text is only an excerpt, the definition may simply not be in it.',
  next: [
    {
      command: 'show running-config | include {name}',
      why: 'Shows every place where the name is used or defined.',
      where: 'local',
    },
  ],
  fix: [
    {
      where: 'local',
      platform: 'ios',
      config: ['! define it, or correct the name in:', '{line}'],
      why: 'Names must agree letter by letter, upper and lower case included.',
    },
    {
      where: 'local',
      platform: 'asa',
      config: ['! define it, or correct the name in:', '{line}'],
      why: 'Names must agree letter by letter, upper and lower case included.',
    },
  ],
  explains: [
    'no-interesting-traffic',
    'send-errors',
    'phase1-not-established',
    'phase2-not-established',
    'gdoi-registration-failure',
    'mode-config-failed',
  ],
  confusable: ['config-incomplete'],
  sources: [
    'https://www.cisco.com/c/en/us/td/docs/ios-xml/ios/sec_conn_vpnips/configuration/xe-16/sec-sec-for-vpns-w-ipsec-xe-16-book/sec-cfg-vpn-ipsec.html',
  ],
});
