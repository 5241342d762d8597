import { expect, test } from 'vitest';
import { analyse } from '../../../../src/analysis/analyse.ts';
import { CoreList } from '../../../../src/output/report/core/core-list.ts';
import { setUp } from '../../../support/access/discovery.ts';
import { captureOf } from '../../../support/events/core-values.ts';
import { Script } from '../../../support/events/script.ts';

async function listOf(capacity: number): Promise<CoreList> {
  const list = new CoreList(capacity, false);
  async function* stream() {
    yield captureOf(setUp(new Script()));
  }
  await analyse([{ name: 'script.pcap', stream: stream() }], {
    on: {
      begin: (seconds, nanoseconds) => list.begin({ seconds, nanoseconds }),
      core: event => list.note(event),
    },
  });
  return list;
}

test('a request names its answer, and the answer its request', async () => {
  const list = await listOf(100);
  const all = [...list.all()];
  expect(all.length).toBeGreaterThan(1);
  expect(all[0]?.time).toBe(0);
  const request = all.findIndex(({ kind, others }) => kind === 'request' && others.length > 0);
  const [answer = -1] = all[request]?.others ?? [];
  expect(all[answer]?.others).toContain(request);
  expect(all[answer]).toMatchObject({ kind: 'answer', source: all[request]?.destination });
});

test('a message of a ladder is found by its frame, protocol and name', async () => {
  const list = await listOf(100);
  const [first] = [...list.all()];
  const { file = 0, frame = 0, protocol = '', names = [] } = first ?? {};
  expect(list.placeOf({ file, frame }, protocol, `${names[0]} (cause)`)).toBe(0);
  expect(list.placeOf({ file, frame }, 'Diameter (Rx)', 'AAR')).toBeNull();
  expect(list.placeOf({ file, frame: 9999 }, protocol, names[0] ?? '')).toBeNull();
});

test('only so many', async () => {
  const list = await listOf(1);
  expect([[...list.all()].length, list.leftOut > 0]).toEqual([1, true]);
});
