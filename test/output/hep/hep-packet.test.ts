import { describe, expect, test } from 'vitest';
import { analyse } from '../../../src/analysis/analyse.ts';
import { hepPacket } from '../../../src/output/hep/hep-packet.ts';
import type { SipMessage } from '../../../src/sip/message.ts';
import { type HepChunk, hepChunks } from '../../support/programs/hep-receiver.ts';
import { fixture } from '../../support/programs/lab.ts';

async function packetsOf(name: string): Promise<{ chunks: HepChunk[]; bytes: string }[]> {
  const all: { chunks: HepChunk[]; bytes: string }[] = [];
  await analyse([{ name: fixture(name) }], {
    on: {
      sip: event => {
        const packet = hepPacket(event);
        if (packet !== null)
          all.push({
            chunks: hepChunks(Buffer.from(packet)),
            bytes: Buffer.from(event.message.bytes).toString('latin1'),
          });
      },
    },
  });
  return all;
}

const chunkOf = (chunks: readonly HepChunk[], type: number, vendor = 0) =>
  chunks.find(chunk => chunk.type === type && chunk.vendor === vendor)?.value;

describe('a HEP packet', () => {
  test('has the message, its ends inside ESP, its time, Call-ID and verdict', async () => {
    const all = await packetsOf('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap');
    expect(all.length).toBe(42);
    for (const { chunks, bytes } of all) expect(chunkOf(chunks, 15)?.toString('latin1')).toBe(bytes);
    const inside = all.find(({ chunks }) => chunkOf(chunks, 1, 0x1e59) !== undefined)?.chunks ?? [];
    expect(chunkOf(inside, 1, 0x1e59)?.toString()).toMatch(/^uc->ps good SPI 0x[0-9a-f]{8} sequence 1$/);
    expect([1, 2, 3, 4, 7, 8].map(type => chunkOf(inside, type)?.toString('hex'))).toEqual([
      '02',
      '11',
      '0a0a0002',
      '0a0a0001',
      expect.stringMatching(/^[0-9a-f]{4}$/),
      expect.stringMatching(/^[0-9a-f]{4}$/),
    ]);
    expect(chunkOf(inside, 9)?.readUInt32BE()).toBeGreaterThan(1_600_000_000);
    expect(chunkOf(inside, 10)?.readUInt32BE()).toBeLessThan(1_000_000);
    expect(chunkOf(inside, 17)?.toString()).toContain('@');
  });

  test('of IPv6 and TCP', async () => {
    const [first] = await packetsOf('a22-v6-tcp-aes-cbc-hmac-sha-1-96.sll.pcap');
    const chunks = first?.chunks ?? [];
    expect([1, 2].map(type => chunkOf(chunks, type)?.toString('hex'))).toEqual(['0a', '06']);
    expect([5, 6].map(type => chunkOf(chunks, type)?.length)).toEqual([16, 16]);
  });

  test('cannot hold a message of 64 KiB', async () => {
    await analyse([{ name: fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap') }], {
      on: {
        sip: event => {
          const { callId } = event.message;
          const message = { callId, bytes: new Uint8Array(65_500) } as unknown as SipMessage;
          expect(hepPacket({ ...event, message })).toBeNull();
        },
      },
    });
  });
});
