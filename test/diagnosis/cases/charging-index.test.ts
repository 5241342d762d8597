import { expect, test } from 'vitest';
import { ChargingIndex } from '../../../src/diagnosis/cases/charging-index.ts';
import { factsOf, Script } from '../../support/events/script.ts';

const vector = (id: string) => ({ headers: { 'P-Charging-Vector': `icid-value=${id}` } });

test('the identities of each Call-ID, read once', async () => {
  const script = new Script()
    .register({ callId: 'a', ...vector('one') })
    .registerMw({ callId: 'a', ...vector('two') });
  script.clear('INVITE sip:bob@ims SIP/2.0', { callId: 'b', method: 'INVITE', ...vector('three') });
  script.clear('INVITE sip:bob@ims SIP/2.0', { callId: 'c', method: 'INVITE', ...vector('x'.repeat(2000)) });
  const { registers, others } = await factsOf(script);
  let reads = 0;
  const index = new ChargingIndex(() => {
    reads++;
    return [...registers, ...others];
  });
  expect(['a', 'b', 'c', 'd', null].map(callId => [...index.of(callId)])).toEqual([
    ['one', 'two'],
    ['three'],
    [],
    [],
    [],
  ]);
  expect(reads).toBe(1);
});
