import { expect, test } from 'vitest';
import { analyse } from '../../../src/analysis/analyse.ts';
import { fromLatin1, latin1 } from '../../../src/bytes/latin1.ts';
import type { Registration } from '../../../src/model/registration.ts';
import type { SecurityAssociation } from '../../../src/model/security-association.ts';
import {
  headerLine,
  issueLine,
  registrationLine,
  saLine,
  sipLine,
  summaryLine,
} from '../../../src/output/json/json-lines.ts';
import { recoveredSet, saSets } from '../../support/captures/sa-set.ts';
import { sipEvent } from '../../support/events/sip-event.ts';

const [set] = saSets({});
if (set === undefined) throw new Error('no set');
const [sa] = set.sas;
if (sa === undefined) throw new Error('no SA');

test('the first line names schema, version and files', () => {
  expect(JSON.parse(headerLine('1.2.3', ['a.pcap']))).toEqual({
    type: 'header',
    schema: 'ims-esp/1',
    version: '1.2.3',
    files: ['a.pcap'],
  });
});

test('a SIP message with the ESP packet around it', () => {
  const protection = { spi: 4444, sequence: 9, icv: 'good', sa, tunnel: false } as const;
  const event = sipEvent(['SIP/2.0 200 OK', 'Call-ID: a@ue', 'CSeq: 2 REGISTER'], {
    protection,
    frames: [6, 7],
  });
  expect(JSON.parse(sipLine(event, ['a.pcap']))).toEqual({
    type: 'sip',
    frame: 7,
    frames: [6, 7],
    file: 'a.pcap',
    time: '1700000000.123000000',
    transport: 'udp',
    src: '10.0.0.2',
    srcPort: 5060,
    dst: '10.0.0.1',
    dstPort: 5060,
    esp: { spi: '0x0000115c', sequence: 9, sa: 'uc->ps', icv: 'good' },
    request: null,
    status: 200,
    startLine: 'SIP/2.0 200 OK',
    callId: 'a@ue',
    cseq: '2 REGISTER',
    length: event.message.bytes.length,
    cut: false,
    raw: latin1(event.message.bytes),
    wrapper: null,
  });
});

test('raw gives back every byte', () => {
  const event = sipEvent([
    'MESSAGE sip:a SIP/2.0',
    `Subject: ${String.fromCharCode(...Array.from({ length: 128 }, (_, i) => i + 128))}`,
  ]);
  const { raw } = JSON.parse(sipLine(event, ['a.pcap'])) as { raw: string };
  expect(fromLatin1(raw)).toEqual(Uint8Array.from(event.message.bytes));
});

test('an SA shows keys only on demand', () => {
  const line = JSON.parse(saLine(set, sa, false));
  expect(line).toMatchObject({
    type: 'sa',
    name: 'uc->ps',
    src: '10.0.0.2',
    srcPort: 5062,
    dst: '10.0.0.1',
    dstPort: 5068,
    spi: '0x0000115c',
    alg: 'hmac-sha-1-96',
    ealg: 'aes-cbc',
    generation: 1,
    state: 'temporary',
    keySource: '401',
    recovered: false,
    packets: 0,
    gaps: 0,
    firstFrame: null,
  });
  expect(Object.keys(line).filter(key => key.endsWith('Key') && key !== 'noKey')).toEqual([]);
  expect(JSON.parse(saLine(set, sa, true))).toMatchObject({
    encryptionKey: 'b40ba9a3c58b2a05bbf0d987b21bf8cb',
    authenticationKey: 'f769bcd751044604127672711c6d344100000000',
  });
});

test('an SA that was recovered', () => {
  const recovered = recoveredSet();
  expect(JSON.parse(saLine(recovered, recovered.sas[0] as SecurityAssociation, false))).toMatchObject({
    name: 'unknown',
    srcPort: 5062,
    dstPort: 5068,
    alg: 'hmac-sha-1-96',
    ealg: 'aes-cbc',
    agreed: [],
    keySource: '401',
    recovered: true,
    icvGood: 1,
  });
});

test('a registration with its attempts', () => {
  const registration: Registration = {
    callId: 'a@ue',
    impi: 'alice@ims',
    impu: 'sip:alice@ims',
    ue: '10.0.0.2',
    pcscf: '10.0.0.1',
    sets: [set],
    attempts: [
      {
        cseq: 2,
        passedOnAs: [],
        requestFrames: [{ file: 0, frame: 3 }],
        responseFrames: [{ file: 0, frame: 4 }],
        protectedBy: set,
        answeredNonce: 'N',
        resynchronisation: true,
        sqnMs: Uint8Array.of(0, 0, 0, 0, 1, 0xe0),
        response: 'confirmed',
        responseForm: null,
        status: 200,
        challengeNonce: null,
        expires: 600,
        outcome: 'registered',
      },
    ],
  }; // prettier-ignore
  expect(JSON.parse(registrationLine(registration))).toEqual({
    type: 'registration',
    impi: 'alice@ims',
    impu: 'sip:alice@ims',
    ue: '10.0.0.2',
    pcscf: '10.0.0.1',
    callId: 'a@ue',
    outcome: 'registered',
    attempts: [
      {
        cseq: 2,
        frames: [3],
        responseFrames: [4],
        status: 200,
        nonce: null,
        answeredNonce: 'N',
        resynchronisation: true,
        sqnMs: '0000000001e0',
        response: 'confirmed',
        saSet: set.id,
        expires: 600,
        outcome: 'registered',
      },
    ],
  }); // prettier-ignore
});

test('an issue names its file', () => {
  const line = issueLine(
    { code: 'x', layer: 'sip', damage: false, file: 0, frame: 2, offset: null, message: 'm' },
    ['a.pcap'],
  );
  expect(JSON.parse(line)).toEqual({
    type: 'issue',
    code: 'x',
    layer: 'sip',
    file: 'a.pcap',
    frame: 2,
    offset: null,
    message: 'm',
  });
});

test('the summary has the counts, and the duration in seconds', async () => {
  const { summary } = await analyse([]);
  expect(JSON.parse(summaryLine({ ...summary, duration: 1_000_000_002n }))).toMatchObject({
    type: 'summary',
    frames: 0,
    esp: {
      packets: 0,
      decrypted: 0,
      nullDecoded: 0,
      icvGood: 0,
      icvBad: 0,
      unknownSpi: 0,
      noKey: 0,
      duplicates: 0,
    },
    registrations: { registered: 0 },
    network: { fragments: { incomplete: 0 } },
    tcp: { gaps: 0 },
    seconds: '1.000000002',
  });
});
