import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressText } from '../../src/bytes/address.ts';
import type { Datagram } from '../../src/net/packet/datagram.ts';
import { LAYERS } from '../support/captures/layers.ts';
import { esp, fragments, ip, latin1, record, tcp, udp } from '../support/captures/packets.ts';
import { concat } from '../support/captures/pcap-file.ts';
import {
  enhancedPacketBlock,
  interfaceBlock,
  sectionHeaderBlock,
} from '../support/captures/pcapng-blocks.ts';
import { decoder, FLOW, FLOW6 } from './support.ts';

/* Every link type and every tunnel: the same packet must come out of each. */

const TEXT = latin1('OPTIONS sip:a SIP/2.0\r\n\r\n');
const ESP = esp(0x12345678, 7, new Uint8Array(40).fill(9));
const UDP_PACKET = ip(FLOW, 17, udp(FLOW, TEXT));
const ESP_PACKET = ip(FLOW6, 50, ESP);

function describeDatagram(datagram: Datagram | null): unknown[] | null {
  if (datagram === null) return null;
  const { addresses, sourceOffset, destinationOffset, sourcePort, destinationPort, protocol } = datagram;
  const source = addressText(addresses, sourceOffset, datagram.addressLength);
  const destination = addressText(addresses, destinationOffset, datagram.addressLength);
  return [protocol, source, sourcePort, destination, destinationPort, payloadOf(datagram)];
}

function payloadOf({ bytes, start, end }: Datagram): Uint8Array {
  return bytes.slice(start, end);
}

const named = LAYERS.map(layer => [layer.name, layer] as const);

describe('an IP packet comes out of', () => {
  test.each(named)('%s', (_name, { wrap, linkType }) => {
    const { net, issues } = decoder();
    const seen = [UDP_PACKET, ESP_PACKET].map((packet, i) =>
      describeDatagram(net.decode(record(wrap(packet), i + 1, { linkType }))),
    );
    expect(seen).toEqual([
      [17, FLOW.source, FLOW.sourcePort, FLOW.destination, FLOW.destinationPort, TEXT],
      [50, FLOW6.source, 0, FLOW6.destination, 0, ESP],
    ]);
    expect(issues).toEqual([]);
    expect(net.statistics).toMatchObject({ malformed: 0, notIp: 0, tunnelOther: 0, gtpuOther: 0, esp: 1 });
  });

  test.each(named)('%s, when it is a fragment', (_name, { wrap, linkType }) => {
    const { net, issues } = decoder();
    const parts = fragments(FLOW6, 50, ESP, 16, 5);
    const seen = parts.map((part, i) => net.decode(record(wrap(part), i + 1, { linkType })));
    expect(describeDatagram(seen.at(-1) ?? null)?.at(-1)).toEqual(ESP);
    expect(seen.slice(0, -1).every(datagram => datagram === null)).toBe(true);
    expect(issues).toEqual([]);
  });
});

describe('wherever the snap length cuts, nothing else is reported of', () => {
  test.each(named)('%s', (_name, { wrap, linkType }) => {
    for (const packet of [UDP_PACKET, ESP_PACKET]) {
      const frame = wrap(packet);
      for (let length = 0; length < frame.length; length++) {
        const { net, issues } = decoder();
        net.decode(record(frame.slice(0, length), 1, { linkType, originalLength: frame.length }));
        const codes = issues.map(({ code }) => code).filter(code => code !== 'snaplen');
        // A user number means pktap only as long as its whole header can be seen.
        const unknown = linkType === 149 && length < 12 ? ['link-type'] : [];
        expect([length, codes]).toEqual([length, unknown]);
      }
    }
  });
});

test('layers within layers, damaged in any way: no exception, and what comes out lies in its buffer', () => {
  const layer = fc.constantFrom(...LAYERS);
  const tunnel = fc.constantFrom(...LAYERS.filter(({ linkType }) => linkType === 1));
  const damage = fc.array(fc.tuple(fc.nat({ max: 250 }), fc.nat({ max: 255 })), { maxLength: 4 });
  const packet = fc.constantFrom(UDP_PACKET, ESP_PACKET, ip(FLOW6, 6, tcp(FLOW6, { sequence: 1 }, TEXT)));
  const { net } = decoder();
  fc.assert(
    fc.property(
      layer,
      tunnel,
      packet,
      damage,
      fc.nat({ max: 80 }),
      (outer, inner, carried, changes, lost) => {
        const frame = outer.wrap(inner.wrap(carried).subarray(14));
        for (const [offset, value] of changes) if (offset < frame.length) frame[offset] = value;
        const data = frame.slice(0, Math.max(0, frame.length - lost));
        const originalLength = lost % 2 === 0 ? frame.length : data.length;
        const datagram = net.decode(record(data, 1, { linkType: outer.linkType, originalLength }));
        if (datagram === null) return;
        expect(datagram.start).toBeLessThanOrEqual(datagram.end);
        expect(datagram.end).toBeLessThanOrEqual(datagram.bytes.length);
        expect(datagram.destinationOffset + datagram.addressLength).toBeLessThanOrEqual(
          datagram.addresses.length,
        );
      },
    ),
    { seed: 1, numRuns: 8000 },
  );
  net.end();
});

function tsharkInstalled(): boolean {
  try {
    execFileSync('tshark', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    if (process.env.REQUIRE_TSHARK === '1')
      throw new Error('tshark is required here, but it is not installed');
    return false;
  }
}

/** The last occurrence of each field in each frame: that of the innermost header. */
function tshark(file: string, fields: readonly string[]): string[][] {
  const output = execFileSync(
    'tshark',
    ['-n', '-r', file, '-T', 'fields', '-E', 'occurrence=l', ...fields.flatMap(field => ['-e', field])],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
  return output.split('\n').map(line => line.split('\t'));
}

describe.skipIf(!tsharkInstalled())('tshark sees the same in', () => {
  const layers = LAYERS.filter(({ notInTshark }) => notInTshark === undefined);
  const rows = tsharkOf(layers);

  test.each(layers.map(({ name }, i) => [name, i] as const))('%s', (_name, i) => {
    const [source, destination, , , sourcePort, destinationPort] = rows[2 * i] ?? [];
    expect([source, sourcePort]).toEqual([FLOW.source, String(FLOW.sourcePort)]);
    expect([destination, destinationPort]).toEqual([FLOW.destination, String(FLOW.destinationPort)]);
    const [, , source6, destination6, , , spi] = rows[2 * i + 1] ?? [];
    expect([source6, destination6, spi]).toEqual([FLOW6.source, FLOW6.destination, '0x12345678']);
  });
});

/** Two frames of each layer, each layer on an interface of its own, in one file. */
function tsharkOf(layers: typeof LAYERS): string[][] {
  const folder = mkdtempSync(joinPath(tmpdir(), 'ims-esp-'));
  try {
    const file = joinPath(folder, 'layers.pcapng');
    const interfaces = layers.map(({ linkType }) => interfaceBlock({ linkType }, false));
    const packets = layers.flatMap(({ wrap }, interfaceId) =>
      [UDP_PACKET, ESP_PACKET].map(packet =>
        enhancedPacketBlock({ time: 1_700_000_000_000_000n, data: wrap(packet), interfaceId }, false),
      ),
    );
    writeFileSync(file, concat([sectionHeaderBlock(false), ...interfaces, ...packets]));
    const fields = ['ip.src', 'ip.dst', 'ipv6.src', 'ipv6.dst', 'udp.srcport', 'udp.dstport', 'esp.spi'];
    return tshark(file, fields);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
