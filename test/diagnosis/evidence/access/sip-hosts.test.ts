import { expect, test } from 'vitest';
import { hasSip } from '../../../../src/diagnosis/evidence/access/sip-hosts.ts';
import { setUp } from '../../../support/access/discovery.ts';
import { factsOf, Script } from '../../../support/events/script.ts';

const OPTIONS = 'OPTIONS sip:ims SIP/2.0';

test.each([
  ['a REGISTER', (script: Script) => script.register(), true],
  ['a response to one', (script: Script) => script.challenge(), true],
  ['any request', (script: Script) => script.clear(OPTIONS, { cseq: 7 }), true],
  ['SIP of others', (script: Script) => script.mw(OPTIONS, { cseq: 7 }), false],
])('%s', async (_, add, expected) => {
  const [phone] = (await factsOf(add(setUp(new Script())))).phones;
  expect(phone && hasSip(phone)).toBe(expected);
});

test('SIP of another address that asked in its place', async () => {
  const [phone] = (await factsOf(setUp(new Script(), { ue: '10.0.0.9' }).register())).phones;
  expect(phone && [hasSip(phone), hasSip(phone, ['10.0.0.1'])]).toEqual([false, true]);
});
