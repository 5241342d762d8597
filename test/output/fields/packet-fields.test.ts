import { describe, expect, test } from 'vitest';
import type { Protection } from '../../../src/model/protection.ts';
import { saSets } from '../../support/captures/sa-set.ts';
import { fieldValues } from '../../support/events/field-values.ts';
import { sipEvent } from '../../support/events/sip-event.ts';

const LINES = ['OPTIONS sip:a SIP/2.0'];
const [set] = saSets({});
const inEsp = (icv: Protection['icv']) =>
  sipEvent(LINES, { protection: { spi: 4444, sequence: 9, icv, sa: set?.sas[0] ?? null, tunnel: false } });
const clear = sipEvent(LINES, { sourcePort: 5062 });

describe('fields of the packet', () => {
  test.each([
    ['frame.number', ['7']],
    ['frame.time_epoch', ['1700000000.123000000']],
    ['frame.time_relative', ['1.500000000']],
    ['ip.src', ['10.0.0.2']],
    ['ip.dst', ['10.0.0.1']],
    ['ip.addr', ['10.0.0.2', '10.0.0.1']],
    ['ipv6.addr', []],
    ['udp.srcport', ['5062']],
    ['udp.dstport', ['5060']],
    ['udp.port', ['5062', '5060']],
    ['tcp.port', []],
    ['esp.spi', []],
    ['esp.icv_good', []],
    ['ims.sa', []],
    ['ims.icv', []],
    ['ims.file', ['ä→.pcap']],
  ])('%s in the clear', (name, values) => expect(fieldValues(name, clear)).toEqual(values));

  test.each([
    ['esp.spi', ['0x0000115c']],
    ['esp.sequence', ['9']],
    ['ims.sa', [set?.sas[0]?.name]],
    ['ims.generation', ['1']],
  ])('%s in ESP', (name, values) => expect(fieldValues(name, inEsp('good'))).toEqual(values));

  test.each([
    ['good', '1', '0'],
    ['bad', '0', '1'],
    ['unchecked', '0', '0'],
  ] as const)('an ICV that is %s', (icv, good, bad) => {
    const event = inEsp(icv);
    expect(fieldValues('ims.icv', event)).toEqual([icv]);
    expect([fieldValues('esp.icv_good', event), fieldValues('esp.icv_bad', event)]).toEqual([[good], [bad]]);
  });
});
