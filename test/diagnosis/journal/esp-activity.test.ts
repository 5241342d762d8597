import { expect, test } from 'vitest';
import { EspActivity, type EspSighting, isUplink } from '../../../src/diagnosis/journal/esp-activity.ts';
import type { SaSet, SecurityAssociation } from '../../../src/model/security-association.ts';
import { saSets } from '../../support/captures/sa-set.ts';

const [set] = saSets({}) as [SaSet];
const [uplink, downlink] = set.sas;
const activity = () => new EspActivity(10);

function packet(frame: number, more: Partial<EspSighting> = {}): EspSighting {
  const { source, destination, spi } = uplink as NonNullable<typeof uplink>;
  const ends = { source, destination, spi, sa: uplink as NonNullable<typeof uplink> };
  return {
    ...ends,
    sourcePort: 0,
    destinationPort: 0,
    isFragmented: false,
    length: 100,
    verdict: 'read',
    sequence: frame,
    fingerprint: 100 + frame,
    file: 0,
    frame,
    seconds: frame,
    nanoseconds: 0,
    ...more,
  };
}

const [other] = saSets({ nonce: 'N9' }) as [SaSet];
const [up, down] = set.sas as [SecurityAssociation, SecurityAssociation];

function sighting(
  sa: SecurityAssociation | null,
  seconds: number,
  more: Partial<EspSighting> = {},
): EspSighting {
  return packet(seconds, { sa, spi: sa?.spi ?? 99, ...more });
}

function activityOf(...packets: readonly EspSighting[]): EspActivity {
  const esp = activity();
  for (const one of packets) esp.saw(one, false);
  return esp;
}

test('a packet that was closed and opened later is one packet', () => {
  const esp = activity();
  esp.saw(packet(1, { verdict: 'closed', fingerprint: null }), false);
  esp.saw(packet(1), true);
  expect(esp.of(set)?.sas[0]).toMatchObject({ packets: 1, closed: 0, frames: [{ file: 0, frame: 1 }] });
  expect(esp.of(set)?.silence?.packets).toBe(1);
});

test('a number that comes again with other octets is a repeat only if both ICVs are good', () => {
  const esp = activity();
  esp.saw(packet(1), false);
  esp.saw(packet(2, { sequence: 1, fingerprint: null }), false);
  esp.saw(packet(3, { sequence: 1 }), false);
  expect(esp.of(set)?.sas[0]).toMatchObject({ repeats: 1, repeatFrames: [{ file: 0, frame: 3 }] });
});

test('the ways that packets of an SA took: addresses, and ports of UDP', () => {
  const esp = activity();
  const ways = [{ source: '10.0.0.1' }, { source: '10.0.0.9' }, { source: '10.0.0.1' }, { sourcePort: 4500 }];
  for (const [i, way] of ways.entries()) esp.saw(packet(i, way), false);
  expect(
    esp
      .of(set)
      ?.sas[0]?.paths.map(({ source, sourcePort, packets, frames }) => [
        source,
        sourcePort,
        packets,
        frames.length,
      ]),
  ).toEqual([
    ['10.0.0.1', 0, 2, 2],
    ['10.0.0.9', 0, 1, 1],
    ['10.0.0.2', 4500, 1, 1],
  ]);
});

test('packets that came in fragments, and the largest', () => {
  const esp = activity();
  esp.saw(packet(1, { length: 1400, isFragmented: true }), false);
  esp.saw(packet(2, { length: 100 }), false);
  expect(esp.of(set)?.sas[0]).toMatchObject({ fragmented: 1, largest: 1400 });
});

test('silence is what the UE sent since the last packet to it', () => {
  const esp = activity();
  esp.saw(packet(1), false);
  esp.saw(packet(2, { sa: downlink as NonNullable<typeof downlink> }), false);
  expect(esp.of(set)?.silence).toBeNull();
  esp.saw(packet(3), false);
  esp.saw(packet(4), false);
  expect(esp.of(set)?.silence).toMatchObject({ packets: 2, since: { seconds: 3 }, last: { seconds: 4 } });
});

test('ESP without an agreement, and how much of it is in the clear', () => {
  const esp = activity();
  esp.saw(packet(1, { sa: null, verdict: 'closed' }), false);
  esp.saw(packet(2, { sa: null }), false);
  expect(esp.stray()).toMatchObject([{ packets: 2, read: 1 }]);
});

test('packets are counted by SA, with the bad and the closed ones', () => {
  const seen = activityOf(
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

test('a copy with a bad ICV, before or after the packet that verifies, says nothing', () => {
  const bad = { verdict: 'bad', fingerprint: null, sequence: 5 } as const;
  const good = { fingerprint: 99, sequence: 5 };
  for (const pair of [
    [sighting(up, 1, { ...bad, frame: 1 }), sighting(up, 2, { ...good, frame: 2 })],
    [sighting(up, 1, { ...good, frame: 2 }), sighting(up, 2, { ...bad, frame: 3 })],
  ]) {
    const [one] = activityOf(...pair).of(up.set)?.sas ?? [];
    expect([one?.packets, one?.bad, one?.badFrames]).toEqual([1, 0, []]);
    expect(one?.frames).toEqual([{ file: 0, frame: 2 }]);
  }
});

test('where copies of the first bad packets verify, others are named', () => {
  const bad = Array.from({ length: 20 }, (_, i) =>
    sighting(up, i, { verdict: 'bad', fingerprint: null, sequence: i, frame: 1 + i }),
  );
  const good = Array.from({ length: 15 }, (_, i) => sighting(up, 50, { sequence: i, frame: 100 + i }));
  const [one] = activityOf(...bad, ...good).of(up.set)?.sas ?? [];
  expect(one?.bad).toBe(5);
  expect(one?.badFrames.map(({ frame }) => frame)).toEqual([16]);
});

test('a downlink packet that waited for its key answers only what went before it', () => {
  const seen = activityOf(sighting(up, 1), sighting(up, 5), sighting(down, 2));
  expect(seen.of(up.set)?.silence).toMatchObject({ packets: 1, since: { seconds: 5 } });
});

test('a long silence keeps its count, not its packets', () => {
  const packets = Array.from({ length: 1000 }, (_, i) => sighting(up, i));
  const silence = activityOf(...packets).of(up.set)?.silence;
  expect(silence?.packets).toBe(1000);
  expect(silence?.frames).toHaveLength(8);
});

test('sets and SPIs are bounded', () => {
  const made = new EspActivity(1);
  made.saw(sighting(up, 1), false);
  made.saw(sighting(other.sas[0] as SecurityAssociation, 2), false);
  expect(made.sets()).toHaveLength(1);
  expect(made.of(up.set)).toBeNull();
  for (let spi = 0; spi < 100; spi++) made.saw(sighting(null, 3, { spi }), false);
  expect(made.stray()).toHaveLength(1);
});

test('the UE sends under uc->ps and us->pc', () => {
  expect(set.sas.filter(isUplink).map(({ name }) => name)).toEqual(['uc->ps', 'us->pc']);
});
