import { expect, test } from 'vitest';
import { coreScript } from '../../../support/access/core-script.ts';
import { coreValues } from '../../../support/events/core-values.ts';

const NAME = 'PCSCF.ims.mnc001.mcc001.3gppnetwork.org';

test('DNS, DHCP and IKE', async () => {
  const values = await coreValues(coreScript());
  expect(values.slice(0, 10)).toMatchObject([
    { 'dns.id': ['0x0007'], 'dns.flags.response': ['0'], 'dns.qry.name': [NAME], 'dns.qry.type': ['28'] },
    { 'dns.flags.rcode': ['0'], 'dns.aaaa': ['fd00::5060', 'fd00::5061'], 'dns.resp.name': [NAME, NAME] },
    { 'dns.flags.rcode': ['3'], 'dns.qry.type': ['1'] },
    {
      'dns.naptr.order': ['10'],
      'dns.naptr.preference': ['50'],
      'dns.naptr.flags': ['s'],
      'dns.naptr.service': ['SIP+D2U'],
      'dns.naptr.regex': ['!a!b!'],
      'dns.naptr.replacement': ['_sip._udp.ims.org'],
    },
    {
      'dhcp.option.dhcp': ['2'],
      'dhcp.id': ['0x00001234'],
      'dhcp.ip.your': ['10.0.0.1'],
      'dhcp.option.sip_server.address': ['10.0.0.2', '10.0.0.3'],
      'dhcp.option.domain_name_server': ['10.0.0.53'],
    },
    { 'dhcp.option.dhcp': ['5'], 'dhcp.ip.your': ['0.0.0.0'], 'dhcp.option.sip_server.name': [NAME] },
    {
      'dhcpv6.msgtype': ['7'],
      'dhcpv6.xid': ['0x001234'],
      'dhcpv6.sip_server_a': ['fd00::5060'],
      'dhcpv6.sip_server_domain_search_fqdn': [`${NAME}.`],
      'dhcpv6.dns_server': ['fd00::5060'],
    },
    { 'dhcpv6.msgtype': ['11'] },
    { 'isakmp.ispi': ['1111111100000009'], 'isakmp.exchangetype': ['34'], 'isakmp.version': ['0x20'] },
    { 'isakmp.flags': ['0x20'], 'isakmp.notify.msgtype': ['14'] },
  ]);
  // A question has no code.
  expect(values[0]).not.toHaveProperty(['dns.flags.rcode']);
});
