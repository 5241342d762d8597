import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createNodeEngine } from '../../../src/ipsec/crypto/engine-node.ts';
import { netDecoder, saDatabase } from '../../support/bounded.ts';
import { espPacket } from '../../support/captures/esp-packets.ts';
import { ethernet, type Flow, ip, latin1, record, udp } from '../../support/captures/packets.ts';
import { ENDS, KEY, SUITE } from '../../support/captures/sa-set.ts';
import { BUILT, isBuilt } from '../../support/programs/built.ts';

const UPLINK: Flow = {
  source: ENDS.ue.address,
  sourcePort: ENDS.ue.portC,
  destination: ENDS.pcscf.address,
  destinationPort: ENDS.pcscf.portS,
};

function frame(sequence: number, spi: number = ENDS.pcscf.spiS) {
  const payload = udp(UPLINK, latin1(`OPTIONS sip:${sequence} SIP/2.0\r\n\r\n`));
  return record(ethernet(ip(UPLINK, 50, espPacket(SUITE, KEY, { spi, sequence, payload }))), sequence);
}

describe.skipIf(!isBuilt)('EspPrefetch', () => {
  test('opens what an SA that was proved will open, and nothing else', async () => {
    const { EspPrefetch } = (await import(
      join(BUILT, 'analysis/threads/esp-prefetch.js')
    )) as typeof import('../../../src/analysis/threads/esp-prefetch.ts');
    const database = saDatabase(createNodeEngine());
    database.addSet({ ...ENDS, nonce: 'N', agreed: [SUITE], offered: [SUITE], keys: [KEY] });
    const net = netDecoder(() => {});
    const { CryptoThread } = (await import(
      join(BUILT, 'analysis/threads/crypto-thread.js')
    )) as typeof import('../../../src/analysis/threads/crypto-thread.ts');
    const thread = new CryptoThread();
    const prefetch = new EspPrefetch(database, [thread], 1000);
    while (prefetch.depth === 0) await new Promise(resolve => setTimeout(resolve, 1));

    expect(prefetch.prepare([frame(1)])).toBeNull();
    const first = net.decode(frame(1));
    if (first === null) throw new Error('no ESP');
    expect(database.decode(first).outcome).toBe('decoded');

    const records = [frame(2), record(new Uint8Array(60), 3), frame(4, 99), frame(5)];
    const batch = prefetch.prepare(records);
    batch?.finish();
    expect(records.map((_, i) => batch?.of(i)?.verified)).toEqual([true, undefined, undefined, true]);
    const prepared = batch?.of(3) ?? null;
    const packet = net.decode(records[3] as (typeof records)[0]);
    if (packet === null) throw new Error('no ESP');
    const result = database.decode(packet, prepared);
    expect(result.bytes).toBe(prepared?.bytes);
    expect(String.fromCharCode(...result.bytes.subarray(result.start + 8, result.end))).toMatch(
      /^OPTIONS sip:5 /,
    );
    batch?.release();
    await thread.close();
  });
});
