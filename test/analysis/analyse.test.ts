import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest';
import { type AnalysisSink, analyse } from '../../src/analysis/analyse.ts';
import type { CxEvent } from '../../src/analysis/events/cx-event.ts';
import { UnreadableInputError } from '../../src/analysis/input/unreadable-input.ts';
import type { Diagnosis } from '../../src/model/diagnosis.ts';
import { pcapFile } from '../support/captures/pcap-file.ts';
import { registration } from '../support/events/registration.ts';
import { fixture } from '../support/programs/lab.ts';

const story = registration({ messages: 3 });
const whole = [story.request, story.mw, story.gm, story.answer, story.ok, ...story.messages];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes a capture whose first frame is at `start` seconds, one frame a millisecond. */
function capture(name: string, start: number, frames: readonly Uint8Array[]): { name: string } {
  const timed = frames.map((data, i) => ({ seconds: start, nanoseconds: i * 1_000_000, data }));
  const path = join(folder, name);
  writeFileSync(path, pcapFile(timed, { linkType: 1 }));
  return { name: path };
}

function text(name: string): { name: string } {
  writeFileSync(join(folder, name), 'some text');
  return { name: join(folder, name) };
}

/** A capture without its last bytes. */
function cut(name: string): { name: string } {
  const input = capture(name, 1000, whole);
  writeFileSync(input.name, readFileSync(input.name).subarray(0, -5));
  return input;
}

function collector(): { seen: string[]; sink: AnalysisSink } {
  const seen: string[] = [];
  return {
    seen,
    sink: {
      begin: seconds => seen.push(`begin ${seconds}`),
      sip: ({ message, origin }) =>
        seen.push(
          `${origin.file}:${origin.frame} ${message.method ?? message.status} ${origin.protection?.icv ?? 'clear'}`,
        ),
    },
  };
}

describe('analyse', () => {
  test('one capture: messages as they come, and a summary', async () => {
    const { seen, sink } = collector();
    const result = await analyse([capture('a.pcap', 1000, whole)], { on: sink });
    expect(seen[0]).toBe('begin 1000');
    expect(seen.length).toBe(9);
    expect(result.summary).toMatchObject({
      frames: 8,
      esp: { packets: 5, icvGood: 5, heldEvicted: 0 },
      sip: { messages: 8, protected: 5, duplicates: 0 },
      registrations: { registered: 1, failed: 0, incomplete: 0, deregistered: 0 },
      issues: 0,
      duration: 7_000_000n,
    });
    expect(result.inputDamaged).toBe(false);
  });

  test('messages of Cx, without the keys in them', async () => {
    const events: CxEvent[] = [];
    const sink: AnalysisSink = { cx: event => events.push(event) };
    await analyse([{ name: fixture('e01-v4-udp-kamailio-scscf.core.pcap') }], { on: sink });
    expect(
      events.map(({ exchange, transport, flow, frames }) => [
        exchange.command,
        exchange.request,
        transport,
        flow.source,
        frames,
      ]),
    ).toEqual([
      ['MA', true, 'tcp', '10.20.0.2', [14]],
      ['MA', false, 'tcp', '10.20.0.2', [15]],
    ]);
    const truth = JSON.parse(readFileSync(fixture('e01-v4-udp-kamailio-scscf.json'), 'utf8'));
    const said = JSON.stringify(events);
    for (const key of [truth.hss[0].ck, truth.hss[0].ik, truth.hss[0].xres]) expect(said).not.toContain(key);
    expect(events[0]?.flow).toMatchObject({ destinationPort: 3868 });
  });

  test('two taps whose clocks differ by an hour: the keys of the later one open the earlier one in order', async () => {
    const { seen, sink } = collector();
    const gm = capture('gm.pcap', 1000, [story.request, story.gm, story.answer, story.ok]);
    const mw = capture('mw.pcap', 4600, [story.mw]);
    const result = await analyse([gm, mw], { on: sink });
    expect(seen.slice(1)).toEqual([
      '0:1 REGISTER clear',
      '0:2 401 clear',
      '0:3 REGISTER good',
      '0:4 200 good',
      '1:1 401 clear',
    ]);
    expect(result.summary.frames).toBe(5);
  });

  test('several files are merged by time', async () => {
    const { seen, sink } = collector();
    const [first, second] = [
      capture('1.pcap', 2000, whole.slice(5)),
      capture('2.pcap', 1000, whole.slice(0, 5)),
    ];
    await analyse([first, second], { on: sink });
    expect(seen.map(text => text.split(' ')[0]).slice(1)).toEqual([
      '1:1',
      '1:2',
      '1:3',
      '1:4',
      '1:5',
      '0:1',
      '0:2',
      '0:3',
    ]);
  });

  test('it stops after the frames asked for', async () => {
    const result = await analyse([capture('b.pcap', 1000, whole)], { maximumFrames: 2 });
    expect(result.summary.frames).toBe(2);
  });

  test('it stops when nobody reads any more', async () => {
    const { sink } = collector();
    const frames = Array.from({ length: 5000 }, () => story.request);
    const stream = pieces(
      pcapFile(
        frames.map((data, i) => ({ seconds: i, nanoseconds: 0, data })),
        { linkType: 1 },
      ),
    );
    const result = await analyse([{ name: '-', stream }], { on: { ...sink, settle: () => true } });
    expect(result.summary.frames).toBeLessThan(5000);
  });

  test('an input that cannot be read does not keep the others from being read', async () => {
    const { seen, sink } = collector();
    const issues: string[] = [];
    const inputs = [{ name: join(folder, 'missing.pcap') }, capture('c.pcap', 1000, whole)];
    const result = await analyse(inputs, {
      on: { ...sink, unreadable: ({ file, reason }) => issues.push(`${file} ${reason}`) },
    });
    expect(issues).toEqual([`${join(folder, 'missing.pcap')} no such file`]);
    expect(seen.length).toBe(9);
    expect(result.inputDamaged).toBe(true);
  });

  test.each([
    ['is missing', () => ({ name: join(folder, 'missing.pcap') }), 'missing.pcap: no such file'],
    ['is not a capture', () => text('text.pcap'), 'text.pcap: expected'],
  ])('an input that %s is an error that names it, unless it is handled', async (_, input, text) => {
    const inputs = [input(), capture('d.pcap', 1000, whole)];
    await expect(analyse(inputs)).rejects.toThrow(text);
    await expect(analyse(inputs)).rejects.toBeInstanceOf(UnreadableInputError);
    const errors: Error[] = [];
    const { summary } = await analyse(inputs, { on: { unreadable: error => errors.push(error) } });
    expect(errors.map(({ message }) => message)).toEqual([expect.stringContaining(text)]);
    expect(summary.frames).toBeGreaterThan(0);
  });

  test('a capture that is cut is no such error', async () => {
    const { inputDamaged } = await analyse([cut('cut.pcap')]);
    expect(inputDamaged).toBe(true);
  });

  test('the compiler knows that there is a diagnosis when it is asked for', async () => {
    const input = capture('e.pcap', 1000, whole);
    const { diagnosis } = await analyse([input], { diagnose: true });
    expectTypeOf(diagnosis).toEqualTypeOf<Diagnosis>();
    expect(diagnosis.registrations.length).toBe(1);
    expectTypeOf((await analyse([input])).diagnosis).toEqualTypeOf<Diagnosis | null>();
  });

  test('both crypto engines give the same', async () => {
    const results = await Promise.all(
      (['node', 'noble'] as const).map(async crypto => {
        const { seen, sink } = collector();
        await analyse([capture(`${crypto}.pcap`, 1000, whole)], { crypto, on: sink });
        return seen;
      }),
    );
    expect(results[0]).toEqual(results[1]);
  });
});

async function* pieces(content: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += 4096) yield content.subarray(at, at + 4096);
}

describe('a message that cannot be printed', () => {
  const capture = [{ name: fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap') }];

  test('is one issue, and the others are given', async () => {
    const [given, issues, thrown]: [number[], string[], unknown[]] = [[], [], []];
    const { summary } = await analyse(capture, {
      on: {
        sip: ({ origin }) => {
          given.push(origin.frame);
          if (given.length === 2) throw new RangeError('Invalid string length');
        },
        issue: ({ code, frame, message }) => issues.push(`${code} ${frame}: ${message}`),
        unprintable: error => thrown.push(error),
      },
    });
    expect(given.length).toBe(summary.sip.messages);
    expect(thrown).toEqual([new RangeError('Invalid string length')]);
    expect(issues).toContain(
      `unprintable ${given[1]}: expected a message that can be printed, found Invalid string length`,
    );
    expect(summary.issueCounts.unprintable).toBe(1);
  });

  test('a frame that cannot be written is one issue, and the others are written', async () => {
    const [given, issues]: [number[], string[]] = [[], []];
    const { summary } = await analyse(capture, {
      on: {
        frame: ({ record }) => {
          given.push(record.frame);
          if (given.length === 3) throw new RangeError('Invalid array length');
        },
        issue: ({ code, frame, message }) => issues.push(`${code} ${frame}: ${message}`),
        unprintable: () => {},
      },
    });
    expect(given.length).toBe(summary.frames);
    expect(issues).toContain(
      'unprintable 3: expected a frame that can be written, found Invalid array length',
    );
  });

  test.each([
    ['nobody takes it', {}],
    [
      'who takes it throws it',
      {
        unprintable: (error: unknown) => {
          throw error;
        },
      },
    ],
  ])('ends the analysis if %s', async (_, more) => {
    const sip = () => {
      throw new Error('mine');
    };
    await expect(analyse(capture, { on: { sip, ...more } })).rejects.toThrow('mine');
  });
});
