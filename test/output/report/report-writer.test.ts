import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type {
  CoreMessageFacts,
  LadderFacts,
  MessageBlock,
  RegistrationFacts,
  ReportFacts,
  SaFacts,
  SubscriberFacts,
} from '../../../src/output/report/report-data.ts';
import { ReportWriter } from '../../../src/output/report/report-writer.ts';
import { diagnosisOf } from '../../support/events/diagnosis.ts';
import { carried, pageText, reportPieces } from '../../support/events/report.ts';
import { sipEvent } from '../../support/events/sip-event.ts';
import { fixture, run } from '../../support/programs/lab.ts';

const CAPTURE = fixture('c01-v4-udp-two-ues.sll2.pcap');
const pieces = await reportPieces([CAPTURE]);
const found = await run([CAPTURE]);

test('a page from its first line to its last', () => {
  const page = pieces.join('');
  expect(page).toMatch(/^<!doctype html>\n<html lang="en">/);
  expect(page).toMatch(/<\/script>\n<\/body>\n<\/html>\n$/);
  expect(pieces.length).toBeGreaterThan(6);
});

test('it carries all that was found', () => {
  const rows = carried<MessageBlock>(pieces, 'messages').flatMap(block => block.rows);
  expect(rows.map(row => row[1])).toEqual(found.messages.map(({ frames }) => frames.at(-1)));
  expect(carried<RegistrationFacts[]>(pieces, 'registrations').flat()).toHaveLength(
    found.registrations.length,
  );
  const sas = carried<SaFacts[]>(pieces, 'sas').flat();
  expect(sas.map(({ packets }) => packets)).toEqual(found.sets.flatMap(set => set.sas.map(sa => sa.packets)));
  const [facts] = carried<ReportFacts>(pieces, 'facts');
  expect(facts).toMatchObject({ files: [CAPTURE], outcomes: found.summary.registrations, showsKeys: false });
  expect(facts?.leftOut).toEqual({
    messages: 0,
    registrations: 0,
    sas: 0,
    arrows: 0,
    core: 0,
    subscribers: 0,
  });
});

test('messages of Cx are in the ladder of their registration, without keys', async () => {
  const names = ['core', 'eth'].map(kind => fixture(`e01-v4-udp-kamailio-scscf.${kind}.pcap`));
  const page = await reportPieces(names);
  const [ladder] = carried<LadderFacts[]>(page, 'ladders').flat();
  expect(ladder?.hosts.map(([name]) => name)).toEqual(['UE', 'P-CSCF', 'S-CSCF', 'HSS']);
  expect(
    ladder?.arrows
      .filter(([what]) => typeof what !== 'number')
      .map(([what, from, to, label]) => [what, from, to, label]),
  ).toEqual([
    [['core:14', '6.204301', 'Diameter (Cx)', 0], 2, 3, 'MAR'],
    [['core:15', '6.206171', 'Diameter (Cx)', 1], 3, 2, 'MAA 2001'],
  ]);
  const { hss } = JSON.parse(readFileSync(fixture('e01-v4-udp-kamailio-scscf.json'), 'utf8'));
  for (const key of [hss[0].ck, hss[0].ik]) expect(page.join('')).not.toContain(key);
  // They open like those of SIP, and each names the other.
  const core = carried<CoreMessageFacts[]>(page, 'core').flat();
  expect(core.map(({ names, others }) => [names, others])).toEqual([
    [['MAR'], [1]],
    [['MAA'], [0]],
  ]);
});

test('each subscriber has its facts, with the frames that show them', () => {
  const subscribers = carried<SubscriberFacts[]>(pieces, 'subscribers').flat();
  expect(subscribers.map(({ title }) => title)).toEqual(found.registrations.map(({ impi }) => impi));
  for (const { rows } of subscribers) {
    expect(rows.find(([label]) => label === 'CK and IK')?.[2].length).toBeGreaterThan(0);
    expect(rows.map(([label]) => label)).toContain('SA uc->ps');
  }
});

test('the chart of an SA shows its packets, each once', () => {
  for (const { chart, packets } of carried<SaFacts[]>(pieces, 'sas').flat())
    expect(chart?.packets.reduce((sum, count) => sum + count, 0) ?? 0).toBe(packets);
});

test('findings of the whole capture come with the facts', async () => {
  const diagnosed = await reportPieces([CAPTURE], ({ registrations }) => diagnosisOf(registrations));
  const [facts] = carried<ReportFacts>(diagnosed, 'facts');
  expect(facts?.findings.map(({ rule }) => rule)).toEqual(['R20']);
  expect(facts?.advice).toEqual(['Capture on all interfaces of the P-CSCF.']);
});

describe('bounds', () => {
  test('messages are written while they come', () => {
    let length = 0;
    let longest = 0;
    const write = (piece: string | Uint8Array) => {
      length += piece.length;
      longest = Math.max(longest, piece.length);
    };
    const writer = new ReportWriter({ files: ['a'], version: '0', showKeys: false, write });
    const event = sipEvent(['OPTIONS sip:a SIP/2.0', 'Call-ID: a', `Subject: ${'x'.repeat(2000)}`]);
    for (let i = 0; i < 2000; i++) writer.sip(event);
    expect(length).toBeGreaterThan(3_500_000);
    expect(longest).toBeLessThan(600_000);
  });

  test('of very many registrations and SAs the first are listed, and the page says so', () => {
    const all: string[] = [];
    const writer = new ReportWriter({
      files: ['a'],
      version: '0',
      showKeys: false,
      write: piece => all.push(pageText(piece)),
    });
    const [registration] = found.registrations;
    const [set] = found.sets;
    if (registration === undefined || set === undefined) throw new Error('the capture lacks a registration');
    const sets = new Array(5001).fill(set);
    const registrations = new Array(5002).fill(registration);
    writer.end({ ...found, sets, registrations }, null);
    expect(carried<RegistrationFacts[]>(all, 'registrations').map(({ length }) => length)).toEqual(
      new Array(10).fill(500),
    );
    expect(carried<ReportFacts>(all, 'facts')[0]?.leftOut).toMatchObject({ registrations: 2, sas: 4 });
  });
});
