import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { analyse } from '../../../src/analysis/analyse.ts';
import { findNetwork } from '../../../src/net/link/link.ts';
import { ETHER_TYPE, networkStart } from '../../../src/net/link/network-start.ts';
import { framesOf } from '../../support/captures/frames.ts';
import { hep3 } from '../../support/captures/hep-packets.ts';
import { LAYERS } from '../../support/captures/layers.ts';
import { ethernet, type Flow, ip, join, latin1, tcp, udp } from '../../support/captures/packets.ts';
import { type FrameToWrite, pcapFile } from '../../support/captures/pcap-file.ts';
import { gsmtap } from '../../support/captures/tunnel-packets.ts';
import { fixture, run } from '../../support/programs/lab.ts';
import { ims } from '../../support/programs/terminal.ts';

/* What tools and switches put around packets: what is inside comes out, and the wrapper is named. */

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(joinPath(tmpdir(), 'ims-esp-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, frames: readonly Uint8Array[]): string {
  const path = joinPath(folder, name);
  writeFileSync(
    path,
    pcapFile(
      frames.map((data, i): FrameToWrite => ({ seconds: 1_700_000_000 + i, nanoseconds: 0, data })),
      { linkType: 1 },
    ),
  );
  return path;
}

const PHONE: Flow = {
  source: '10.46.0.2',
  sourcePort: 5060,
  destination: '172.22.0.21',
  destinationPort: 5060,
};

describe('a registration as scat writes it', () => {
  const capture = fixture('field/scat-47290.pcap');

  test('the library', async () => {
    const { messages, registrations, summary } = await run([capture]);
    expect(messages.map(({ startLine }) => startLine.slice(0, 12))).toEqual([
      'REGISTER sip',
      'SIP/2.0 401 ',
      'REGISTER sip',
      'SIP/2.0 200 ',
    ]);
    expect(messages[0]).toMatchObject({ source: '10.46.0.2', destination: '172.22.0.21' });
    expect(registrations.length).toBe(1);
    expect(summary.network).toMatchObject({ ipInUdp: 4, gsmtap: 0, vnTags: 0 });
    expect(summary.issueCounts).toEqual({});
  });

  test('the command', async () => {
    const { exitCode, stdout, stderr } = await ims(['decode', '-T', 'json', capture]);
    const lines = stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(lines.filter(({ type }) => type === 'sip').map(({ wrapper }) => wrapper)).toEqual(
      Array(4).fill('ip-in-udp'),
    );
    expect(lines.at(-1)).toMatchObject({ type: 'summary', network: { ipInUdp: 4 } });
    expect(stderr).toContain('wrappers: 4 IP in UDP (as scat writes it)');
    expect(exitCode).toBe(0);
  });
});

describe('HEP3', () => {
  const capture = fixture('field/hep3.pcap');
  const ues: Flow = {
    source: '2001:db8::2',
    sourcePort: 7800,
    destination: '2001:db8::1',
    destinationPort: 6100,
  };
  const sip = (callId: string) =>
    latin1(`OPTIONS sip:a SIP/2.0\r\nCall-ID: ${callId}\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n`);

  test('over UDP: the library', async () => {
    const { messages, registrations, summary } = await run([capture]);
    expect(messages.map(({ source, frames }) => [source, frames])).toEqual([
      ['10.46.0.2', [1]],
      ['172.22.0.21', [2]],
      ['10.46.0.2', [3]],
      ['172.22.0.21', [4]],
    ]);
    expect(registrations.length).toBe(1);
    expect(summary.hep).toEqual({ packets: 4, other: 0, unread: 0 });
    expect(summary.issueCounts).toEqual({});
  });

  test('over UDP: the command', async () => {
    const { exitCode, stdout, stderr } = await ims(['decode', '-T', 'json', capture]);
    const lines = stdout
      .trim()
      .split('\n')
      .map(line => JSON.parse(line));
    expect(lines.filter(({ type }) => type === 'sip')[2]).toMatchObject({
      wrapper: 'hep3',
      srcPort: 7800,
      dstPort: 6100,
      transport: 'udp',
      time: '1700000002.000000000',
    });
    expect(lines.at(-1)).toMatchObject({ type: 'summary', hep: { packets: 4 } });
    expect(stderr).toContain('wrappers: 4 HEP3');
    expect(exitCode).toBe(0);
  });

  test('a copy above IPsec is no answer outside IPsec', async () => {
    for (const name of ['hep3', 'scat-47290']) {
      const { stdout } = await ims(['diagnose', fixture(`field/${name}.pcap`)]);
      expect(stdout).toContain('REGISTERED');
      expect(stdout).not.toContain('R15');
    }
  });

  test('over TCP: two in one segment, one over two segments; over IPv6', async () => {
    const collector: Flow = {
      source: 'fd00::5',
      sourcePort: 40_000,
      destination: 'fd00::7',
      destinationPort: 9061,
    };
    const [a, b, c] = ['a', 'b', 'c'].map(id => hep3(ues, sip(id), { protocol: 6 })) as [
      Uint8Array,
      Uint8Array,
      Uint8Array,
    ];
    const stream = join(a, b, c);
    const cuts = [0, 3, a.length + b.length, a.length + b.length + 50, stream.length];
    const segments = cuts.slice(1).map((end, i) => {
      const start = cuts[i] as number;
      return ethernet(
        ip(collector, 6, tcp(collector, { sequence: 1 + start, flags: 16 }, stream.slice(start, end))),
      );
    });
    const syn = ethernet(ip(collector, 6, tcp(collector, { sequence: 0, flags: 2 })));
    const { messages, summary } = await run([written('hep-tcp.pcap', [syn, ...segments])]);
    expect(messages.map(({ callId, frames, source }) => [callId, frames, source])).toEqual([
      ['a', [2, 3], '2001:db8::2'],
      ['b', [3], '2001:db8::2'],
      ['c', [4, 5], '2001:db8::2'],
    ]);
    expect(summary.hep).toEqual({ packets: 3, other: 0, unread: 0 });
  });
});

test('SIP in GSMTAP has the ends of the datagram around it', async () => {
  const text = latin1('OPTIONS sip:a SIP/2.0\r\nCall-ID: g\r\nCSeq: 1 OPTIONS\r\n\r\n');
  const rrc = Uint8Array.of(0, 5, 0x20, 0x10);
  const frames = [text, rrc].map(payload => ethernet(ip(PHONE, 17, udp(PHONE, gsmtap(0x0d, payload)))));
  const { messages, summary } = await run([written('gsmtap.pcap', frames)]);
  expect(messages).toMatchObject([{ callId: 'g', source: '10.46.0.2', destination: '172.22.0.21' }]);
  // An RRC message on a port that is not that of GSMTAP is not taken for GSMTAP.
  expect(summary.network).toMatchObject({ gsmtap: 1, gsmtapOther: 0 });
});

test('IP in UDP within IP in UDP comes to an end', async () => {
  let packet = ip(
    PHONE,
    17,
    udp(PHONE, latin1('OPTIONS sip:a SIP/2.0\r\nCall-ID: n\r\nCSeq: 1 OPTIONS\r\n\r\n')),
  );
  const wrapped = [1, 4, 5, 1000].map(count => {
    for (let i = 0; i < count; i++)
      packet = ip(PHONE, 17, udp({ ...PHONE, destinationPort: 47_290 }, packet));
    return ethernet(packet);
  });
  const { messages, summary } = await run([written('nested.pcap', wrapped)]);
  expect(messages.length).toBe(2);
  expect(summary.network.depthExceeded).toBe(2);
});

describe('decrypted, the wrapper stays around what ESP carried', () => {
  const lab = fixture('a05-v4-udp-des-ede3-cbc-hmac-md5-96.sll2.pcap');
  const layers = LAYERS.filter(({ name }) => /scat|GSMTAP|VN-Tag|another port, over/.test(name));

  test.each(layers.map(layer => [layer.name, layer] as const))('%s', async (_name, { wrap }) => {
    const network = networkStart();
    const packets = (await framesOf(lab)).flatMap(({ linkType, data }) => {
      findNetwork(linkType, data, network);
      return network.etherType === ETHER_TYPE.IPV4 ? [data.slice(network.offset)] : [];
    });
    const frames: Uint8Array[] = [];
    let replaced = 0;
    await analyse([{ name: written('esp.pcap', packets.map(wrap)) }], {
      on: {
        frame: ({ data, replacement }) => {
          frames.push(data.slice());
          if (replacement === null) return;
          replaced++;
          expect(replacement).toEqual(
            expect.objectContaining({ outerDropped: false, checksumCorrected: false }),
          );
        },
      },
    });
    expect(replaced).toBe(21);
    const opened = await run([written('opened.pcap', frames)]);
    const before = await run([lab]);
    expect(opened.messages.map(({ sha256 }) => sha256)).toEqual(before.messages.map(({ sha256 }) => sha256));
    expect(opened.summary.esp.packets).toBe(0);
    expect(opened.summary.network.malformed).toBe(0);
  });
});
