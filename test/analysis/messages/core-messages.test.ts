import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coreScript } from '../../support/access/core-script.ts';
import { datagram } from '../../support/access/discovery.ts';
import { dns } from '../../support/access/lookup-packets.ts';
import { captureOf, coreValues, coreValuesOf } from '../../support/events/core-values.ts';
import { Script } from '../../support/events/script.ts';

const flow = (port: number) => ({
  source: '10.0.0.1',
  sourcePort: 40_000,
  destination: '10.0.0.2',
  destinationPort: port,
});

test('each message of all protocols is given out once', async () => {
  const script = coreScript();
  expect(await coreValues(script)).toHaveLength(script.records().length);
});

test('only on its port, and only what is whole enough to be one', async () => {
  const question = dns('a.example', 'A');
  expect(await coreValues(datagram(new Script(), flow(53), question))).toHaveLength(1);
  expect(await coreValues(datagram(new Script(), flow(5353), question))).toEqual([]);
  expect(await coreValues(datagram(new Script(), flow(53), question.subarray(0, 9)))).toEqual([]);
  expect(await coreValues(datagram(new Script(), flow(2123), question))).toEqual([]);
});

test('SIP is none', async () => {
  expect(await coreValues(new Script().register())).toEqual([]);
});

test('frames that were changed anywhere have values of all fields, or none', async () => {
  const whole = captureOf(coreScript());
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.integer({ min: 24, max: whole.length - 1 }), fc.nat(255)), { maxLength: 40 }),
      async changes => {
        const bytes = whole.slice();
        for (const [at, value] of changes) bytes[at] = value;
        const found = await coreValuesOf({ name: 'a.pcap', stream: new Blob([bytes]).stream() });
        for (const { values } of found)
          for (const texts of Object.values(values)) expect(texts.length).toBeGreaterThan(0);
      },
    ),
    { numRuns: 60 },
  );
});
