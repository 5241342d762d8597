import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type FrameFacts, seenFrames, sorted } from '../support/access/seen-frames.ts';
import { SHARED } from '../support/programs/lab.ts';
import { hasTshark } from '../support/programs/tshark.ts';

/** The kinds of facts, by the fields that tshark has for them. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  gtpv2: ['gtpv2.message_type'],
  s1ap: ['nas_eps.nas_msg_esm_type', 'nas-eps.nas_msg_esm_type'],
  ngap: ['nas_5gs.sm.message_type', 'nas-5gs.sm.message_type'],
  containers: ['gsm_a.gm.sm.pco_pid'],
  pcscf: ['gsm_a.gm.sm.pco.pcscf.ipv4', 'gsm_a.gm.sm.pco.pcscf.ipv6'],
  dns: ['gsm_a.gm.sm.pco.dns.ipv4', 'gsm_a.gm.sm.pco.dns.ipv6'],
  apn: ['gtpv2.apn', 'gsm_a.gm.sm.apn', 'nas_5gs.cmn.dnn', 'nas-5gs.cmn.dnn'],
  ue: [
    'gtpv2.pdn_addr_and_prefix.ipv4',
    'gtpv2.pdn_addr_and_prefix.ipv6',
    'nas_eps.esm.pdn_ipv4',
    'nas-eps.esm.pdn_ipv4',
    'nas_5gs.sm.pdu_addr_inf_ipv4',
    'nas-5gs.sm.pdu_addr_inf_ipv4',
  ],
  'gtpv2 cause': ['gtpv2.cause'],
  'esm cause': ['nas_eps.esm.cause', 'nas-eps.esm.cause'],
  'ngap QCI': ['ngap.fiveQI'],
  'gtpv2 QCI': ['gtpv2.bearer_qos_label_qci'],
  's1ap QCI': ['nas_eps.esm.qci', 'nas-eps.esm.qci'],
  session: ['diameter.Session-Id'],
  result: ['diameter.Result-Code', 'diameter.Experimental-Result-Code'],
};

/** Messages of GTPv2-C about sessions and bearers. */
const SESSION_TYPES = new Set(['32', '33', '34', '35', '36', '37', '95', '96', '97', '98', '99', '100']);

/** Cx, Rx and Gx. */
const APPLICATIONS = ['16777216', '16777236', '16777238'];

/** Ports of Diameter in these captures that tshark does not know. */
const DECODE_AS = ['-d', 'tcp.port==3871,diameter'];

const known = hasTshark ? knownFields() : new Set<string>();

function knownFields(): Set<string> {
  const list = tshark(['-G', 'fields']);
  return new Set(list.split('\n').map(line => line.split('\t')[2] ?? ''));
}

function tshark(argv: readonly string[]): string {
  return execFileSync('tshark', argv, {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

/** What tshark says of each frame. */
function tsharkFrames(file: string): Map<number, FrameFacts> {
  const columns = Object.entries(FIELDS).flatMap(([kind, fields]) =>
    fields.filter(field => known.has(field)).map(field => [kind, field] as const),
  );
  const fields = ['frame.number', 'diameter.applicationId', ...columns.map(([, field]) => field)];
  const output = tshark([
    ...['-n', '-r', file, '-o', 'nas-5gs.null_decipher:TRUE', ...DECODE_AS],
    ...[
      '-Y',
      'gtpv2 || nas-eps || nas-5gs || s1ap || ngap || diameter',
      '-T',
      'fields',
      '-E',
      'aggregator=,',
    ],
    ...fields.flatMap(field => ['-e', field]),
  ]);
  const frames = new Map<number, FrameFacts>();
  for (const line of output.split('\n').filter(text => text !== '')) {
    const [frame, application = '', ...values] = line.split('\t');
    const facts: Record<string, string[]> = {};
    for (const [i, [kind]] of columns.entries())
      facts[kind] = [...(facts[kind] ?? []), ...(values[i] ?? '').split(',').filter(value => value !== '')];
    frames.set(Number(frame), sorted(asWeSayIt(facts, application.split(','))));
  }
  return frames;
}

function asWeSayIt(
  facts: Record<string, string[]>,
  applications: readonly string[],
): Record<string, string[]> {
  const { gtpv2 = [], ...rest } = facts;
  const sessions = gtpv2.filter(type => SESSION_TYPES.has(type));
  const isPolicy = applications.some(application => APPLICATIONS.includes(application));
  const named = (kind: string) => (facts[kind] ?? []).map(() => 'message');
  return {
    ...rest,
    gtpv2: sessions.map(() => 'message'),
    s1ap: named('s1ap'),
    ngap: named('ngap'),
    'gtpv2 cause': sessions.length > 0 ? (facts['gtpv2 cause'] ?? []) : [],
    containers: (facts.containers ?? []).map(number => `${Number(number)}`),
    dns: [...new Set(facts.dns)],
    // An address that is asked for.
    ue: (facts.ue ?? []).filter(address => address !== '0.0.0.0' && address !== '::'),
    session: isPolicy ? (facts.session ?? []) : [],
    result: isPolicy ? (facts.result ?? []) : [],
  };
}

const FOLDER = join(SHARED, 'public');
const CAPTURES = existsSync(FOLDER)
  ? readdirSync(FOLDER).filter(name => /^open5gs-.*\.pcapng$/.test(name))
  : [];

describe.skipIf(!hasTshark || CAPTURES.length === 0)('session management and policy, frame by frame', () => {
  test.each(CAPTURES.map(name => [name]))('%s: the same as tshark', async name => {
    const file = join(FOLDER, name);
    const [ours, theirs] = [await seenFrames(file), tsharkFrames(file)];
    const nothing = (facts: FrameFacts | undefined) => facts === undefined || Object.keys(facts).length === 0;
    const differing = [...new Set([...ours.keys(), ...theirs.keys()])]
      .filter(frame => !(nothing(ours.get(frame)) && nothing(theirs.get(frame))))
      .map(frame => ({ frame, ours: withoutRepeatedDns(ours.get(frame)), theirs: theirs.get(frame) ?? {} }))
      .filter(
        ({ ours: one, theirs: other }) => JSON.stringify(ordered(one)) !== JSON.stringify(ordered(other)),
      );
    expect(differing).toEqual([]);
    expect(ours.size).toBeGreaterThan(1);
  });
});

/** Both as one list, whichever kind comes first. */
function ordered(facts: FrameFacts): unknown[] {
  return Object.entries(facts).sort(([one], [other]) => (one < other ? -1 : 1));
}

/** Two messages of a frame can give the same servers. */
function withoutRepeatedDns(facts: FrameFacts = {}): FrameFacts {
  return facts.dns === undefined ? facts : { ...facts, dns: [...new Set(facts.dns)] };
}
