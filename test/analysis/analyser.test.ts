import { describe, expect, test } from 'vitest';
import { Analyser } from '../../src/analysis/analyser.ts';
import { LIMITS } from '../../src/analysis/limits.ts';
import { fromHex } from '../../src/bytes/hex.ts';
import { loadEngine } from '../../src/ipsec/crypto/load-engine.ts';
import type { Issue } from '../../src/model/issue.ts';
import { ChallengeStore } from '../../src/registration/challenge-store.ts';
import { join, u16, u32 } from '../support/captures/packets.ts';
import { ENDS, KEY } from '../support/captures/sa-set.ts';
import { records, registration } from '../support/events/registration.ts';

const engine = await loadEngine('node');

function analyse(frames: readonly Uint8Array[], keys = [] as (typeof KEY)[], { checkGrammar = false } = {}) {
  const seen: string[] = [];
  const issues: Issue[] = [];
  const analyser = new Analyser({
    engine,
    challenges: new ChallengeStore(10),
    given: { usims: [], keys },
    limits: LIMITS,
    checkGrammar,
    listeners: [
      {
        sip: ({ message, origin }) =>
          seen.push(
            `${origin.frame} ${message.method ?? message.status} ${origin.protection?.icv ?? 'clear'}`,
          ),
        issue: issue => issues.push(issue),
      },
    ],
  });
  for (const one of records(frames)) analyser.push(one);
  analyser.end();
  return { seen, issues: issues.map(({ code }) => code), esp: analyser.database.statistics, analyser };
}

const story = registration({ messages: 2 });
const clear = [story.request, story.mw, story.gm];

/** The frame of an ESP packet with a UDP header before its SPI; the checksum is 0, as RFC 3948 §2.1 wants it. */
function inUdp(frame: Uint8Array, sourcePort: number, destinationPort: number): Uint8Array {
  const ipHeader = frame.slice(14, 34);
  const packet = frame.slice(34);
  const length = 8 + packet.length;
  ipHeader.set(u16(20 + length), 2);
  ipHeader[9] = 17;
  return join(
    frame.slice(0, 14),
    ipHeader,
    u16(sourcePort),
    u16(destinationPort),
    u16(length),
    [0, 0],
    packet,
  );
}

describe('Analyser', () => {
  test('a registration from the clear REGISTER to protected messages', () => {
    const { seen, esp, analyser } = analyse([...clear, story.answer, story.ok, ...story.messages]);
    expect(seen).toEqual([
      '1 REGISTER clear',
      '2 401 clear',
      '3 401 clear',
      '4 REGISTER good',
      '5 200 good',
      '6 MESSAGE good',
      '7 MESSAGE good',
    ]);
    expect(esp).toMatchObject({ packets: 4, icvGood: 4, decrypted: 4, noKey: 0, unknownSpi: 0 });
    expect(analyser.database.sets[0]?.state).toBe('established');
  });

  test('ESP before its agreement and before its key waits for both', () => {
    const { seen, esp } = analyse([
      story.answer,
      story.ok,
      story.request,
      story.gm,
      story.messages[0] as Uint8Array,
      story.mw,
    ]);
    expect(seen).toEqual([
      '3 REGISTER clear',
      '4 401 clear',
      '6 401 clear',
      '1 REGISTER good',
      '5 MESSAGE good',
      '2 200 good',
    ]);
    expect(esp).toMatchObject({ packets: 3, icvGood: 3, decrypted: 3, noKey: 0, unknownSpi: 0 });
  });

  test('ESP in UDP on the ports of the agreement, behind a NAT', () => {
    const answer = inUdp(story.answer, 31_000, ENDS.pcscf.portS);
    const ok = inUdp(story.ok, ENDS.pcscf.portC, 31_001);
    const { seen, esp, analyser } = analyse([...clear, answer, ok]);
    expect(seen.slice(3)).toEqual(['4 REGISTER good', '5 200 good']);
    expect(esp).toMatchObject({ packets: 2, icvGood: 2 });
    expect(analyser.net.statistics.espInUdp).toBe(2);
  });

  test('the same before there is an agreement is plain UDP', () => {
    const { analyser } = analyse([inUdp(story.answer, 31_000, ENDS.pcscf.portS)]);
    expect(analyser.net.statistics).toMatchObject({ udp: 1, esp: 0 });
  });

  test('every packet observed three times is told once', () => {
    const thrice = [...clear, story.answer, story.ok, ...story.messages].flatMap(frame => [
      frame,
      frame,
      frame,
    ]);
    const { seen, esp, analyser } = analyse(thrice);
    expect(seen.length).toBe(7);
    expect(esp).toMatchObject({ packets: 12, icvGood: 4, duplicates: 8 });
    expect(analyser.sipStatistics).toEqual({ messages: 7, protected: 4, duplicates: 6 });
    expect(analyser.database.sets.length).toBe(1);
  });

  test('without keys nothing is opened, and given keys open it', () => {
    const frames = [story.request, story.gm, story.answer, story.ok];
    expect(analyse(frames)).toMatchObject({
      seen: ['1 REGISTER clear', '2 401 clear'],
      esp: { noKey: 2, unknownSpi: 0 },
    });
    expect(analyse(frames, [{ ...KEY, source: 'file' }]).esp).toMatchObject({ noKey: 0, icvGood: 2 });
  });

  test('an SPI whose agreement was closed to us counts as without key too', () => {
    const { esp } = analyse([
      story.request,
      story.gm,
      ...registration({ messages: 1 }).messages.map(renumbered),
    ]);
    expect(esp).toMatchObject({ noKey: 1, unknownSpi: 0 });
  });

  test('the headers say null, the packets are aes-cbc: ICV and padding decide, and it is said', () => {
    const liar = registration({ saidEalg: '' });
    const { seen, issues } = analyse([liar.request, liar.mw, liar.gm, liar.answer]);
    expect(seen.at(-1)).toBe('4 REGISTER good');
    expect(issues).toEqual(['suite-differs']);
  });

  test('IK is right and CK is not: a good ICV, nothing that makes sense, and it is said', () => {
    const ck = fromHex('00000000000000000000000000000001') as Uint8Array;
    const wrong = registration({ ueKey: { ck, ik: KEY.ik } });
    const { seen, issues, esp } = analyse([wrong.request, wrong.mw, wrong.gm, wrong.answer]);
    expect(seen.length).toBe(3);
    expect(esp).toMatchObject({ icvGood: 1, implausible: 1, decrypted: 0 });
    expect(issues).toEqual(['implausible-plaintext']);
  });

  test('a wrong IK shows the message as bad and believes nothing in it', () => {
    const ik = fromHex('00000000000000000000000000000001') as Uint8Array;
    const wrong = registration({ ueKey: { ck: KEY.ck, ik } });
    const { seen, analyser } = analyse([wrong.request, wrong.mw, wrong.gm, wrong.answer]);
    expect(seen.at(-1)).toBe('4 REGISTER bad');
    expect(analyser.registrations[0]?.attempts.length).toBe(1);
  });

  test('reports what the grammar does not allow, once for each message, if it is asked to', () => {
    const text = Buffer.from(story.request).toString('latin1');
    const odd = Buffer.from(text.replace('CSeq: 1 REGISTER', 'CSeq: 1 REGISTEX'), 'latin1');
    const twice = [odd, odd];
    const { issues } = analyse(twice, [], { checkGrammar: true });
    expect(issues.filter(code => code === 'sip-cseq').length).toBe(1);
    expect(analyse(twice).issues).toEqual([]);
  });
});

describe('ESP without its agreement', () => {
  const given = { ...KEY, source: 'file' as const };

  test('a key that is known opens it at once, and a later agreement takes over', () => {
    const { seen, esp, issues, analyser } = analyse([story.ok, ...story.messages, story.answer], [given]);
    expect(seen).toEqual(['1 200 good', '2 MESSAGE good', '3 MESSAGE good', '4 REGISTER good']);
    expect(esp).toMatchObject({ packets: 4, icvGood: 4, decrypted: 4, unknownSpi: 0, noKey: 0 });
    expect(issues).toEqual([]);
    expect(analyser.database.sets.map(({ sas }) => sas.map(({ name }) => name).join())).toEqual([
      'unknown',
      'unknown',
      'uc->ps,us->pc',
    ]);
    expect(analyser.held.bytes).toBe(0);
  });

  test('a key that comes later opens what was held', () => {
    const { seen, esp, issues } = analyse([story.ok, ...story.messages, story.mw]);
    expect(seen).toEqual(['4 401 clear', '1 200 good', '2 MESSAGE good', '3 MESSAGE good']);
    expect(esp).toMatchObject({ packets: 3, icvGood: 3, unknownSpi: 0 });
    expect(issues).toEqual([]);
  });

  test('it does so when no agreement came within seconds of the key, not only at the end', () => {
    const { seen } = analyse([story.ok, story.mw, ...Array(250).fill(story.gm)]);
    expect(seen.slice(0, 2)).toEqual(['2 401 clear', '3 401 clear']);
    expect(seen.indexOf('1 200 good')).toBeGreaterThan(2);
    expect(seen.indexOf('1 200 good')).toBeLessThan(seen.length - 1);
  });

  test('an agreement that comes with the key has the first turn', () => {
    const { analyser } = analyse([story.answer, story.mw, story.request, story.gm]);
    expect(analyser.database.sets.flatMap(({ sas }) => sas.map(({ recovered }) => recovered))).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });

  test('without a key, and with one that does not fit, it stays closed and that is said', () => {
    const other = { ...given, ik: new Uint8Array(16) };
    expect(analyse(story.messages)).toMatchObject({
      seen: [],
      issues: ['spi-unexplained'],
      esp: { unknownSpi: 2 },
    });
    expect(analyse(story.messages, [other])).toMatchObject({
      seen: [],
      issues: ['key-unused', 'spi-unexplained'],
      esp: { unknownSpi: 2 },
    });
  });

  test('IK fits and CK does not: a good ICV, nothing is shown, and it is said', () => {
    const other = { ...given, ck: new Uint8Array(16) };
    expect(analyse(story.messages, [other])).toMatchObject({
      seen: [],
      issues: ['implausible-plaintext'],
      esp: { icvGood: 2, implausible: 2, decrypted: 0 },
    });
  });

  test('SPIs without end and many keys cost no more than the bound', () => {
    const keys = Array.from({ length: 100 }, (_, i) => ({ ...given, ik: new Uint8Array(16).fill(i) }));
    const frames = Array.from({ length: 1000 }, (_, i) => {
      const copy = (story.messages[0] as Uint8Array).slice();
      copy.set(u32(0x1000 + i), 14 + 20);
      return copy;
    });
    const { analyser, issues } = analyse(frames, keys);
    expect(analyser.database.searchTrials).toBe(200_000);
    expect(issues.at(-1)).toBe('key-search-limit');
  });
});

/** The same ESP packet under an SPI that nobody announced. */
function renumbered(frame: Uint8Array): Uint8Array {
  const copy = frame.slice();
  copy.set([0x12, 0x34, 0x56, 0x78], 14 + 20);
  return copy;
}
