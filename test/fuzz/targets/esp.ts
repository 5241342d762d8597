import { LIMITS } from '../../../src/analysis/limits.ts';
import { createNobleEngine } from '../../../src/ipsec/crypto/engine-noble.ts';
import { createNodeEngine } from '../../../src/ipsec/crypto/engine-node.ts';
import { findNullLayout } from '../../../src/ipsec/decrypt/null-heuristic.ts';
import { addressesIn } from '../../../src/ipsec/decrypt/plausibility.ts';
import { Trailer } from '../../../src/ipsec/decrypt/trailer.ts';
import { SaDatabase } from '../../../src/ipsec/sa-database.ts';
import { NetDecoder } from '../../../src/net/decoder.ts';
import { espDatagram } from '../../support/captures/esp-packets.ts';
import { ip, join, tcp, udp } from '../../support/captures/packets.ts';
import { RAW_SUITES, rawEsp } from '../../support/captures/raw-esp.ts';
import { ENDS, KEY } from '../../support/captures/sa-set.ts';
import { assertText, holds } from '../checks.ts';
import { contents, latin1Bytes } from './seeds.ts';
import { byteTarget } from './target.ts';

const FLOW = {
  source: ENDS.ue.address,
  sourcePort: ENDS.ue.portC,
  destination: ENDS.pcscf.address,
  destinationPort: ENDS.pcscf.portS,
};

const TEXT = latin1Bytes('OPTIONS sip:a SIP/2.0\r\nCall-ID: 1\r\n\r\n');

/** A plaintext in the last octets: any next header, pad length and padding. */
const PLAINTEXTS: readonly Uint8Array[] = [
  join(udp(FLOW, TEXT), [1, 2, 2, 17]),
  join(tcp(FLOW, { sequence: 1 }, TEXT), [0, 6]),
  join(ip(FLOW, 17, udp(FLOW, TEXT)), [1, 1, 4]),
  join(ip({ ...FLOW, source: 'fd::1', destination: 'fd::2' }, 17, udp(FLOW, TEXT)), [0, 41]),
  Uint8Array.of(1, 2, 3, 3, 59),
  Uint8Array.of(255, 17),
];

const engines = { node: createNodeEngine(), noble: createNobleEngine() };

/** Any plaintext behind a good ICV: one octet chooses the suite, then come plaintext and trailer. */
export const ESP = byteTarget({
  name: 'esp',
  seeds: () => PLAINTEXTS.flatMap(plaintext => RAW_SUITES.map((_, i) => Uint8Array.of(i, ...plaintext))),
  turn: 50,
  longest: 600,
  run: bytes => {
    const choice = bytes[0] ?? 0;
    const suite = RAW_SUITES[choice % RAW_SUITES.length] as (typeof RAW_SUITES)[number];
    const engine = choice & 0x40 ? engines.noble : engines.node;
    const database = new SaDatabase(engine, LIMITS.ipsec);
    database.addSet({ ...ENDS, nonce: 'N', agreed: [suite], offered: [suite], keys: [KEY] });
    const esp = rawEsp(suite, KEY, ENDS.pcscf.spiS, 1, bytes.subarray(1));
    const cut = choice & 0x20 ? esp.length >> 1 : esp.length;
    const packet = espDatagram(esp.subarray(0, cut), FLOW);
    packet.truncated = cut < esp.length;
    packet.missing = esp.length - cut;
    const result = database.decode(packet);
    const { packets, decrypted, icvBad } = database.statistics;
    holds(packets === 1 && decrypted <= 1, () => `${packets} packets, ${decrypted} decrypted`);
    holds(icvBad === 0, () => 'a good ICV is called bad');
    if (result.outcome !== 'decoded' || result.protection === null) return;
    const { nextHeader, start, end, protection, missing } = result;
    holds(start <= end && end <= result.bytes.length, () => `a payload from ${start} to ${end}`);
    const decoder = new NetDecoder(({ message }) => assertText('an issue', message, false), LIMITS.net);
    decoder.decodeInner(packet, nextHeader, result.bytes, start, end, protection, missing);
    decoder.end();
  },
});

/** The trailer of a plaintext, and the layout of ESP that is not encrypted. */
export const ESP_TRAILER = byteTarget({
  name: 'esp-trailer',
  seeds: () => [
    ...PLAINTEXTS,
    ...RAW_SUITES.slice(0, 2).map(suite => rawEsp(suite, KEY, 1, 1, PLAINTEXTS[0] as Uint8Array)),
    ...contents('esp').slice(0, 4),
  ],
  longest: 300,
  run: bytes => {
    const trailer = new Trailer();
    if (trailer.read(bytes, 0, bytes.length))
      holds(
        trailer.payloadEnd >= 0 && trailer.payloadEnd <= bytes.length - 2,
        () => `ends at ${trailer.payloadEnd}`,
      );
    const around = addressesIn(Uint8Array.of(10, 0, 0, 2, 10, 0, 0, 1), 0, 4, 4);
    const layout = findNullLayout(bytes, 0, bytes.length, around, trailer);
    holds(layout === null || trailer.payloadEnd <= bytes.length, () => `ends at ${trailer.payloadEnd}`);
  },
});
