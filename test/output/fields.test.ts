import { describe, expect, test } from 'vitest';
import { fieldNamed, fieldNames } from '../../src/output/fields.ts';
import { saSets } from '../support/sa-set.ts';
import { sipEvent } from '../support/sip-event.ts';

const [set] = saSets({});
const protection = { spi: 4444, sequence: 9, icv: 'bad', sa: set?.sas[0] ?? null, tunnel: false } as const;
const request = sipEvent(['REGISTER sip:ims SIP/2.0', 'Call-ID: a@ue', 'CSeq: 2 REGISTER'], { protection });
const response = sipEvent(['SIP/2.0 401 Unauthorized', 'CSeq: 2 REGISTER']);

const value = (name: string, event: typeof request) => fieldNamed(name, { files: ['a.pcap'] })?.(event);

describe('fields', () => {
  test.each([
    ['frame.number', '7', '7'],
    ['frame.file', 'a.pcap', 'a.pcap'],
    ['frame.time_epoch', '1700000000.123000000', '1700000000.123000000'],
    ['ip.src', '10.0.0.2', '10.0.0.2'],
    ['ipv6.src', '', ''],
    ['udp.dstport', '5060', '5060'],
    ['tcp.dstport', '', ''],
    ['esp.spi', '0x0000115c', ''],
    ['esp.sequence', '9', ''],
    ['esp.icv_good', '0', ''],
    ['esp.icv_bad', '1', ''],
    ['sip.Method', 'REGISTER', ''],
    ['sip.Status-Code', '', '401'],
    ['sip.Request-Line', 'REGISTER sip:ims SIP/2.0', ''],
    ['sip.Status-Line', '', 'SIP/2.0 401 Unauthorized'],
    ['sip.r-uri', 'sip:ims', ''],
    ['sip.Call-ID', 'a@ue', ''],
    ['sip.CSeq.seq', '2', '2'],
    ['sip.CSeq.method', 'REGISTER', 'REGISTER'],
  ])('%s', (name, ofRequest, ofResponse) => {
    expect([value(name, request), value(name, response)]).toEqual([ofRequest, ofResponse]);
  });

  test('every name listed is a field, and another is not', () => {
    for (const name of fieldNames()) expect(value(name, request)).toBeTypeOf('string');
    expect(fieldNamed('sip.nonsense', { files: [] })).toBeNull();
  });
});
