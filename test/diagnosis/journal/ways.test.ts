import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Way, Ways } from '../../../src/diagnosis/journal/ways.ts';
import { Datagram } from '../../../src/net/packet/datagram.ts';

class Counted extends Way<Counted> {
  packets = 0;
}

interface Packet {
  readonly family: 4 | 6;
  readonly source: number;
  readonly destination: number;
  readonly kind: number;
}

function datagram({ family, source, destination }: Packet): Datagram {
  const length = family === 4 ? 4 : 16;
  const addresses = Uint8Array.from({ length: 2 * length }, (_, i) => (i < length ? source : destination));
  return Object.assign(new Datagram(), { family, addresses, sourceOffset: 0, destinationOffset: length });
}

const octet = fc.integer({ min: 1, max: 2 });
const packets = fc.array(
  fc.record({
    family: fc.constantFrom(4 as const, 6 as const),
    source: octet,
    destination: octet,
    // All 32 bits tell ways apart: two ports fill them.
    kind: fc.constantFrom(0, 1, 0x10000, -1, 0x7fffffff),
  }),
  { maxLength: 60 },
);

test('as a map that forgets the one that was quiet for the longest', () => {
  fc.assert(
    fc.property(packets, fc.integer({ min: 1, max: 6 }), (sent, capacity) => {
      const ways = new Ways(capacity, Counted);
      const expected = new Map<string, number>();
      for (const packet of sent) {
        ways.of(datagram(packet), packet.kind).packets++;
        const key = Object.values(packet).join(' ');
        const before = expected.get(key) ?? 0;
        expected.delete(key);
        const [oldest] = expected.keys();
        if (before === 0 && expected.size >= capacity && oldest !== undefined) expected.delete(oldest);
        expected.set(key, before + 1);
      }
      expect(ways.all().map(way => way.packets)).toEqual([...expected.values()]);
    }),
  );
});

test('its ends', () => {
  const way = new Ways(1, Counted).of(datagram({ family: 6, source: 1, destination: 2, kind: 0 }), 0);
  expect([way.source, way.destination]).toEqual([
    '101:101:101:101:101:101:101:101',
    '202:202:202:202:202:202:202:202',
  ]);
});
