import { expect, test } from 'vitest';
import { EspActivity, type EspSighting, isUplink } from '../../src/diagnosis/esp-activity.ts';
import type { SecurityAssociation } from '../../src/model/security-association.ts';
import { saSets } from '../support/sa-set.ts';

const [set, other] = saSets({}, { nonce: 'N9' });
const [up, down] = (set?.sas ?? []) as [SecurityAssociation, SecurityAssociation];

let frame = 0;
function sighting(
  sa: SecurityAssociation | null,
  seconds: number,
  more: Partial<EspSighting> = {},
): EspSighting {
  const ends = { source: '10.0.0.2', destination: '10.0.0.1', spi: sa?.spi ?? 99 };
  return { ...ends, sa, verdict: 'read', file: 0, frame: ++frame, seconds, nanoseconds: 0, ...more };
}

function activity(...packets: readonly EspSighting[]): EspActivity {
  const made = new EspActivity(10);
  for (const packet of packets) made.saw(packet);
  return made;
}

test('packets are counted by SA, with the bad and the closed ones', () => {
  const seen = activity(
    sighting(up, 1),
    sighting(up, 2, { verdict: 'bad', frame: 77 }),
    sighting(down, 3, { verdict: 'closed' }),
  ).of(up.set);
  expect(seen?.sas.map(({ sa, packets, bad, closed }) => [sa.name, packets, bad, closed])).toEqual([
    ['uc->ps', 2, 1, 0],
    ['pc->us', 1, 0, 1],
  ]);
  expect(seen?.sas[0]?.badFrames).toEqual([{ file: 0, frame: 77 }]);
  expect(seen?.sas[0]).toMatchObject({ first: { seconds: 1 }, last: { seconds: 2 } });
});

test('uplink packets without an answer are a silence, which any downlink packet ends', () => {
  const answered = activity(sighting(up, 1), sighting(down, 2));
  expect(answered.of(up.set)?.silence).toBeNull();
  const unanswered = activity(
    sighting(down, 1),
    sighting(up, 2, { frame: 5 }),
    sighting(up, 4, { frame: 6 }),
  );
  expect(unanswered.of(up.set)?.silence).toEqual({
    packets: 2,
    since: expect.objectContaining({ seconds: 2 }),
    last: { seconds: 4, nanoseconds: 0 },
    frames: [
      { file: 0, frame: 5 },
      { file: 0, frame: 6 },
    ],
  });
});

test('a downlink packet that waited for its key answers only what went before it', () => {
  const seen = activity(sighting(up, 1), sighting(up, 5), sighting(down, 2));
  expect(seen.of(up.set)?.silence).toMatchObject({ packets: 1, since: { seconds: 5 } });
});

test('a long silence keeps its count, not its packets', () => {
  const packets = Array.from({ length: 1000 }, (_, i) => sighting(up, i));
  const silence = activity(...packets).of(up.set)?.silence;
  expect(silence?.packets).toBe(1000);
  expect(silence?.frames).toHaveLength(8);
});

test('ESP without an agreement is kept by ends and SPI until it is explained', () => {
  const made = activity(sighting(null, 1), sighting(null, 2), sighting(null, 3, { spi: 98 }));
  expect(made.stray().map(({ spi, packets }) => [spi, packets])).toEqual([
    [99, 2],
    [98, 1],
  ]);
  made.opened(sighting(up, 4, { spi: 99 }));
  expect(made.stray().map(({ spi }) => spi)).toEqual([98]);
  expect(made.of(up.set)?.sas).toMatchObject([{ packets: 1, closed: 0 }]);
});

test('a packet that opens later is the same packet', () => {
  const made = activity(sighting(up, 1, { verdict: 'closed' }), sighting(up, 2, { verdict: 'closed' }));
  made.opened(sighting(up, 1, { frame: 4 }));
  made.opened(sighting(up, 2, { frame: 5, verdict: 'bad' }));
  expect(made.of(up.set)?.sas).toMatchObject([{ packets: 2, closed: 0, bad: 1, badFrames: [{ frame: 5 }] }]);
  expect(made.of(up.set)?.silence?.packets).toBe(2);
});

test('sets and SPIs are bounded', () => {
  const made = new EspActivity(1);
  made.saw(sighting(up, 1));
  made.saw(sighting(other?.sas[0] as SecurityAssociation, 2));
  expect(made.sets()).toHaveLength(1);
  expect(made.of(up.set)).toBeNull();
  for (let spi = 0; spi < 100; spi++) made.saw(sighting(null, 3, { spi }));
  expect(made.stray()).toHaveLength(1);
});

test('the UE sends under uc->ps and us->pc', () => {
  expect(set?.sas.filter(isUplink).map(({ name }) => name)).toEqual(['uc->ps', 'us->pc']);
});
