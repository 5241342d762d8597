import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../src/model/diagnosis.ts';
import { type CxMessage, cxOctets, overSctp, overTcp } from '../../support/captures/cx.ts';
import {
  ForgedRun,
  forgedKey,
  type Heard,
  OTHER_SHAPES,
  RUN_KEY,
  RUN_NONCE,
  RUN_XRES,
  SHAPES,
} from '../../support/captures/forged-run.ts';
import { ethernet, type Flow, reverse } from '../../support/captures/packets.ts';

/* Whoever is on the path of Cx can send an answer of the HSS: a forged one makes nothing certain. */

const IMPI = '1@ims.example';
const IMPU = 'sip:1@ims.example';
const ENDS = { impi: IMPI, impu: IMPU };

/** The Cx of a run: from the CSCF to the HSS, over SCTP or TCP. */
class Cx {
  readonly #run: ForgedRun;
  readonly #isTcp: boolean;
  #tsn = 1;

  constructor(run: ForgedRun, isTcp: boolean) {
    this.#run = run;
    this.#isTcp = isTcp;
  }

  get flow(): Flow {
    const { core } = this.#run.shape;
    const hss = core.replace(/.$/, '9');
    return { source: core, sourcePort: 3868, destination: hss, destinationPort: 3868 };
  }

  /** From somebody else. */
  get elsewhere(): Flow {
    return { ...reverse(this.flow), source: this.flow.destination.replace(/.$/, '8') };
  }

  frame(flow: Flow, message: CxMessage): Uint8Array {
    const octets = cxOctets(message);
    this.#tsn += this.#isTcp ? octets.length : 1;
    // A connection of its own for each: contradictions within one are in tcp-overlap.test.ts.
    const ends = this.#isTcp ? { ...flow, sourcePort: 20_000 + (this.#tsn % 30_000) } : flow;
    return ethernet((this.#isTcp ? overTcp : overSctp)(ends, this.#tsn, octets));
  }

  answer(message: CxMessage): Uint8Array {
    return this.frame(reverse(this.flow), message);
  }
}

const UAR: CxMessage = { command: 'UA', endToEnd: 100, ...ENDS };
const UAA: CxMessage = { command: 'UA', endToEnd: 100, result: 2001, experimental: true };
const MAR: CxMessage = { command: 'MA', endToEnd: 101, ...ENDS };
const MAA: CxMessage = {
  command: 'MA',
  endToEnd: 101,
  result: 2001,
  vector: { nonce: RUN_NONCE, xres: RUN_XRES, ...RUN_KEY },
};
const SAR: CxMessage = { command: 'SA', endToEnd: 102, ...ENDS };
const SAA: CxMessage = { command: 'SA', endToEnd: 102, result: 2001 };

/** A run with its Cx. The key is in the MAA alone. */
function runWithCx(shape: (typeof SHAPES)[number], isTcp = false): { run: ForgedRun; cx: Cx } {
  const run = new ForgedRun(shape).without('mw-401');
  return { run, cx: new Cx(run, isTcp) };
}

type Forged = (cx: Cx) => readonly Uint8Array[];

function addCx({ run, cx }: { run: ForgedRun; cx: Cx }, early: Forged, late: Forged): ForgedRun {
  const ask = (message: CxMessage) => cx.frame(cx.flow, message);
  run.before('mw-401', ask(UAR), ask(MAR), ...early(cx), cx.answer(UAA), cx.answer(MAA), ...late(cx));
  run.before('mw-200', ask(SAR), cx.answer(SAA));
  return run;
}

function forgedMaa(number: number, xres = number & 255): CxMessage {
  return {
    ...MAA,
    vector: { nonce: RUN_NONCE, xres: new Uint8Array(8).fill(xres), ...forgedKey(number) },
  };
}

function errorsOf({ diagnosis }: Heard): Finding[] {
  return (diagnosis.registrations[0]?.findings ?? []).filter(
    ({ severity, confidence }) => severity === 'error' && confidence === 'certain',
  );
}

const ALL = [...SHAPES, ...OTHER_SHAPES];

describe.each(ALL)('between $ue and $pcscf', shape => {
  test.each([false, true])('the Cx of the run by itself, over TCP: %s', async isTcp => {
    const run = addCx(
      runWithCx(shape, isTcp),
      () => [],
      () => [],
    );
    const { summary, diagnosis, sets } = await run.diagnose();
    expect([summary.esp.icvGood, summary.esp.icvBad]).toEqual([4, 0]);
    expect(sets[0]?.key?.source).toBe('maa');
    expect(diagnosis.registrations[0]?.outcome).toBe('registered');
    expect(diagnosis.registrations[0]?.registration.attempts[1]?.response).toBe('confirmed');
    expect(diagnosis.registrations[0]?.findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
  });

  test.each([
    [1, 0],
    [0, 1],
    [8, 8],
    [300, 0],
    [0, 100],
  ])('%i MAAs with other keys and RES before the true one, %i after it', async (before, after) => {
    const maas = (count: number, first: number) => (cx: Cx) =>
      Array.from({ length: count }, (_, i) => cx.answer(forgedMaa(first + i)));
    const run = addCx(runWithCx(shape), maas(before, 1), maas(after, 1001));
    const heard = await run.diagnose();
    expect([heard.summary.esp.icvGood, heard.summary.esp.icvBad]).toEqual([4, 0]);
    const [one] = heard.diagnosis.registrations;
    expect(one?.outcome).toBe('registered');
    expect(
      one?.findings
        .filter(({ severity, confidence }) => severity === 'error' || confidence === 'certain')
        .filter(({ severity }) => severity !== 'note'),
    ).toEqual([]);
    expect(one?.registration.attempts[1]?.response).not.toBe('wrong');
  });

  test.each<[string, Forged]>([
    ['the HSS', cx => [cx.answer({ ...UAA, result: 5001 }), cx.answer({ ...SAA, result: 5012 })]],
    ['somebody else', cx => [cx.frame(cx.elsewhere, { ...UAA, result: 5001 })]],
    ['nobody who was asked', cx => [cx.answer({ ...UAA, ...ENDS, endToEnd: 7, result: 5001 })]],
  ])('a UAA or SAA that refuses, in the name of %s, changes no outcome', async (_, forged) => {
    for (const [early, late] of [
      [forged, () => []],
      [() => [], forged],
    ] as const) {
      const heard = await addCx(runWithCx(shape), early, late).diagnose();
      expect(heard.diagnosis.registrations[0]?.outcome).toBe('registered');
      expect(errorsOf(heard)).toEqual([]);
    }
  });
});

/** Ends of a run in which the registration fails for a reason that the capture does not show. */
const FAILURES: readonly (readonly [name: string, change: (run: ForgedRun) => void])[] = [
  [
    'refused in ESP',
    run => {
      run.without('200', 'mw-200', 'message', 'message-200');
      run.after('200', run.esp(run.down, 1, run.answer('403 Forbidden', 2)));
    },
  ],
  ['never answered', run => run.without('200', 'mw-200', 'message', 'message-200')],
];

const REFUSALS: readonly (readonly [string, CxMessage])[] = [
  ['5001 in the UAA', { ...UAA, result: 5001 }],
  ['5001 in the MAA', { ...MAA, result: 5001, experimental: true }],
  ['5004 in the UAA', { ...UAA, result: 5004 }],
  ['5012 in the MAA', { ...MAA, result: 5012 }],
];

describe.each(FAILURES)('a registration that is %s', (_name, change) => {
  describe.each(REFUSALS)('beside a forged %s', (_what, forged) => {
    const { vector: _, ...message } = forged;
    const ways: readonly (readonly [string, Forged])[] = [
      ['from the HSS', cx => [cx.answer(message)]],
      ['from somebody else', cx => [cx.frame(cx.elsewhere, message)]],
      ['to no request', cx => [cx.answer({ ...message, ...ENDS, endToEnd: 9 })]],
    ];
    test.each(ways)('%s: nothing certain follows from it', async (_way, answers) => {
      for (const shape of [SHAPES[0], OTHER_SHAPES[0]] as (typeof SHAPES)[number][])
        for (const isEarly of [true, false]) {
          const parts = runWithCx(shape);
          change(parts.run);
          const nothing = () => [];
          const run = addCx(parts, isEarly ? answers : nothing, isEarly ? nothing : answers);
          const heard = await run.diagnose();
          const frames = heard.diagnosis.registrations[0]?.findings.filter(
            ({ rule, confidence }) => ['R26', 'F13'].includes(rule) && confidence === 'certain',
          );
          expect(frames).toEqual([]);
        }
    });
  });
});

test('an answer of the HSS that nothing contradicts makes its refusal certain', async () => {
  const run = new ForgedRun(SHAPES[1] as (typeof SHAPES)[number]);
  run.without('mw-401', '401', 'protected', '200', 'mw-200', 'message', 'message-200');
  const cx = new Cx(run, false);
  run.after(
    'register',
    cx.frame(cx.flow, UAR),
    cx.answer({ ...UAA, result: 5001 }),
    run.clear(reverse(run.gm), run.answer('403 Forbidden', 1)),
  );
  const { diagnosis } = await run.diagnose();
  expect(
    diagnosis.registrations[0]?.findings.map(({ rule, confidence }) => `${rule} ${confidence}`),
  ).toContain('R26 certain');
});
