import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createCaptureReader } from '../../src/capture/reader.ts';
import type { CaptureRecord } from '../../src/model/capture.ts';
import { findNetwork } from '../../src/net/link/link.ts';
import { ETHER_TYPE, networkStart } from '../../src/net/link/network-start.ts';
import { LAYERS } from '../support/captures/layers.ts';
import { pcapngFile } from '../support/captures/pcap-file.ts';
import { fixture, type Run, run } from '../support/programs/lab.ts';

/* A whole registration with fragments, captured behind every link type and in every tunnel, comes to the same. */

const CAPTURE = fixture('a05-v4-udp-des-ede3-cbc-hmac-md5-96.sll2.pcap');

let folder: string;
let bare: ReturnType<typeof outcome>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
  bare = outcome(await run([CAPTURE]));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The IP packets of the capture, each with its record. */
function packets(): { record: CaptureRecord; packet: Uint8Array }[] {
  const reader = createCaptureReader(0, () => {});
  const records = [...reader.push(readFileSync(CAPTURE)), ...reader.end()];
  const network = networkStart();
  return records.flatMap(record => {
    findNetwork(record.linkType, record.data, network);
    const isIp = network.etherType === ETHER_TYPE.IPV4 || network.etherType === ETHER_TYPE.IPV6;
    return isIp ? [{ record, packet: record.data.slice(network.offset) }] : [];
  });
}

function outcome({ messages, sets, summary }: Run) {
  return {
    messages: messages.map(({ startLine, callId, spi }) => `${startLine} ${callId} ${spi}`),
    sas: sets.flatMap(({ sas }) => sas.map(({ spi, packets, icvGood }) => [spi, packets, icvGood])),
    esp: summary.esp,
    fragments: summary.network.fragments.datagrams,
  };
}

describe('a registration behind', () => {
  const all = packets();
  const largest = Math.max(...all.map(({ packet }) => packet.length));
  const layers = LAYERS.filter(layer => (layer.largest ?? 65_535) >= largest);

  test.each(layers.map(layer => [layer.name, layer] as const))('%s', async (_name, { linkType, wrap }) => {
    const file = join(folder, 'wrapped.pcapng');
    const frames = all.map(({ record: { seconds, nanoseconds }, packet }) => ({
      seconds,
      nanoseconds,
      data: wrap(packet),
    }));
    writeFileSync(file, pcapngFile(frames, { linkType }));
    const wrapped = await run([file]);
    expect(outcome(wrapped)).toEqual(bare);
    expect(wrapped.summary.issueCounts).toEqual({});
    expect(bare.messages.length).toBe(42);
    expect(bare.esp).toMatchObject({ icvGood: 21, icvBad: 0 });
  });
});
