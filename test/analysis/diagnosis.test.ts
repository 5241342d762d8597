import { expect, test } from 'vitest';
import { fixture, run } from '../support/programs/lab.ts';

const B31 = fixture('b31-v4-udp-wrong-ik.sll2.pcap');

test('a diagnosis is made only if it is wanted', async () => {
  expect((await run([B31])).diagnosis).toBeNull();
  const { diagnosis, summary } = await run([B31], { diagnose: true });
  expect(diagnosis?.registrations.map(({ outcome }) => outcome)).toEqual(['failed']);
  expect(summary.registrations).toEqual({ registered: 0, failed: 1, incomplete: 0, deregistered: 0 });
});

test('two captures of one registration are diagnosed together', async () => {
  const files = ['eth', 'core'].map(kind => fixture(`e01-v4-udp-kamailio-scscf.${kind}.pcap`));
  const { diagnosis } = await run(files, { diagnose: true });
  expect(diagnosis?.registrations.map(({ outcome }) => outcome)).toEqual(['registered']);
  const texts = diagnosis?.registrations[0]?.steps.map(({ text }) => text).join('\n');
  expect(texts).toContain('with ck and ik');
  expect(texts).toContain('ICV good');
});
