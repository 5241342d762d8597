import { expect, test } from 'vitest';
import type { EspNote, OutputFrame } from '../../../src/analysis/events/output-frame.ts';
import type { PlainEvent } from '../../../src/analysis/events/plain-event.ts';
import { PlainComments, packetComments } from '../../../src/output/export/packet-comment.ts';
import { record } from '../../support/captures/packets.ts';

const NOTE: EspNote = {
  spi: 0x79f51584,
  sequence: 3,
  outcome: 'decoded',
  duplicate: false,
  sa: 'uc->ps',
  icv: 'good',
  suite: { alg: 'hmac-sha-1-96', ealg: 'aes-cbc' },
  tunnel: false,
  frames: null,
};
const REPLACED = { outerDropped: false, checksumCorrected: false };

function comments(
  esp: readonly Partial<EspNote>[],
  replacement: OutputFrame['replacement'] = REPLACED,
): string[] {
  const captured = record(new Uint8Array(60), 1);
  const notes = esp.map(changes => ({ ...NOTE, ...changes }));
  return packetComments({
    record: captured,
    data: captured.data,
    originalLength: 60,
    esp: notes,
    replacement,
  });
}

test('SA, SPI, sequence number, verdict and suite', () => {
  expect(comments([{}])).toEqual(['ESP SA uc->ps SPI 0x79f51584 seq 3 ICV good (hmac-sha-1-96, aes-cbc)']);
});

test('no ESP, no comment', () => {
  expect(comments([], null)).toEqual([]);
});

test.each<[Partial<EspNote>, string]>([
  [{ icv: 'bad', suite: null }, 'ESP SA uc->ps SPI 0x79f51584 seq 3 ICV BAD, decrypted nevertheless'],
  [{ icv: 'unchecked', suite: null, sa: null }, 'ESP SPI 0x79f51584 seq 3 ICV unchecked'],
  [{ tunnel: true }, 'aes-cbc); tunnel mode, outer headers removed'],
  [{ frames: [5, 6, 7] }, 'aes-cbc); from frames 5, 6, 7'],
  [{ duplicate: true }, 'aes-cbc); a copy of an earlier packet'],
])('%j', (changes, expected) => {
  expect(comments([changes])[0]).toContain(expected);
});

test.each<[EspNote['outcome'], string]>([
  ['no-key', 'not decrypted: no key'],
  ['unknown-spi', 'not decrypted: unknown SPI'],
  ['bad-icv', 'not decrypted: ICV BAD with every known key'],
  ['implausible', 'not decrypted: ICV good, but no cipher gives a plausible packet'],
  ['truncated', 'not decrypted: cut by the snap length'],
  ['malformed', 'not decrypted: too short for ESP'],
  ['dummy', 'unchanged: a dummy packet (next header 59)'],
  ['duplicate', 'not decrypted: a copy of an earlier packet'],
])('not opened, %s: the reason', (outcome, expected) => {
  const [comment] = comments([{ outcome, icv: null, suite: null, sa: null }], null);
  expect(comment).toBe(`ESP SPI 0x79f51584 seq 3 ${expected}`);
});

test('what had to be changed or left out is said once, at the innermost packet that was opened', () => {
  const all = comments([{}, { sequence: 4 }, { sequence: 5, outcome: 'no-key', icv: null }], {
    outerDropped: true,
    checksumCorrected: true,
  });
  expect(all.map(comment => comment.split('; ').slice(1))).toEqual([
    [],
    ['headers around the innermost IP packet removed', 'wrong UDP or TCP checksum corrected'],
    [],
  ]);
  expect(comments([{}], null)[0]).toContain('; unchanged: the link type cannot carry the inner packet');
});

test('of plain packets: the same in octets, whichever SA and suite they are of', () => {
  const plain = new PlainComments();
  const sas = [
    { name: 'uc->ps', spi: 0x79f51584 },
    { name: 'ps->uc', spi: 7 },
  ] as const;
  const suites = [
    { alg: 'hmac-sha-1-96', ealg: 'aes-cbc' },
    { alg: 'hmac-md5-96', ealg: 'null' },
  ];
  for (const sequence of [3, 4_294_967_295])
    for (const sa of sas)
      for (const suite of suites)
        for (const checksumCorrected of [false, true]) {
          const packet = { sa, sequence, suite } as unknown as PlainEvent;
          const note = { sa: sa.name, spi: sa.spi, suite, sequence };
          expect(Buffer.from(plain.of(packet, checksumCorrected)).toString()).toBe(
            comments([note], { ...REPLACED, checksumCorrected })[0],
          );
        }
});
