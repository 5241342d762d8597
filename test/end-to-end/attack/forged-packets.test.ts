import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../src/model/diagnosis.ts';
import { TCP_FLAG } from '../../../src/net/packet/datagram.ts';
import {
  ForgedRun,
  type Heard,
  OTHER_SHAPES,
  type RunShape,
  type RunStep,
  SHAPES,
} from '../../support/captures/forged-run.ts';
import {
  checksum,
  ethernet,
  type Flow,
  fragments,
  ip,
  join,
  reverse,
  tcp,
  u16,
} from '../../support/captures/packets.ts';

/* Fragments, ICMP errors and TCP segments that anybody can send, about flows that an ICV verifies. */

const ALL: readonly RunShape[] = [...SHAPES, ...OTHER_SHAPES.slice(2)];
const STEPS: readonly RunStep[] = [
  'register',
  'mw-401',
  '401',
  'protected',
  'mw-200',
  '200',
  'message',
  'message-200',
];
const ETHERNET = 14;

function certainErrors({ diagnosis }: Heard): string[] {
  const findings: readonly Finding[] = [
    ...diagnosis.findings,
    ...(diagnosis.registrations[0]?.findings ?? []),
  ];
  return findings
    .filter(({ severity, confidence }) => severity === 'error' && confidence === 'certain')
    .map(({ rule, detail }) => `${rule} ${detail}`);
}

const isIpv6 = (flow: Flow) => flow.source.includes(':');

function frameOf(shape: RunShape, step: RunStep): Uint8Array {
  return new ForgedRun(shape).frames()[STEPS.indexOf(step)] as Uint8Array;
}

/** The ESP of a step, without its IP header. */
function espOf(run: ForgedRun, step: RunStep): { flow: Flow; payload: Uint8Array } {
  const frame = frameOf(run.shape, step);
  const flow = step === 'protected' || step === 'message' ? run.up : run.down;
  return { flow, payload: frame.subarray(ETHERNET + (isIpv6(flow) ? 40 : 20)) };
}

const SIZE = 160;

/** Fragments as they are, and what is forged of them. */
const FORGED_FRAGMENTS: readonly (readonly [
  name: string,
  forge: (flow: Flow, payload: Uint8Array, id: number) => Uint8Array[],
])[] = [
  ['the first', (flow, payload, id) => fragments(flow, 50, noise(payload), SIZE, id).slice(0, 1)],
  ['the second', (flow, payload, id) => fragments(flow, 50, noise(payload), SIZE, id).slice(1, 2)],
  ['the last', (flow, payload, id) => fragments(flow, 50, noise(payload), SIZE, id).slice(-1)],
  ['all', (flow, payload, id) => fragments(flow, 50, noise(payload), SIZE, id)],
  ['all of another size', (flow, payload, id) => fragments(flow, 50, noise(payload), SIZE - 64, id)],
  [
    'one across two of them',
    (flow, payload, id) => [
      ip(flow, 50, noise(payload).subarray(80, 240), { id, fragmentOffset: 80, moreFragments: true }),
    ],
  ],
  [
    'an early end',
    (flow, payload, id) => [
      ip(flow, 50, noise(payload).subarray(0, 40), { id, fragmentOffset: 80, moreFragments: false }),
    ],
  ],
  [
    'one far behind the end',
    (flow, payload, id) => [
      ip(flow, 50, noise(payload).subarray(0, 40), { id, fragmentOffset: 40_000, moreFragments: true }),
    ],
  ],
];

function noise(payload: Uint8Array): Uint8Array {
  return payload.map((octet, i) => (i < 8 ? octet : (octet + 97 + i) & 0xff));
}

const ESP_STEPS: readonly RunStep[] = ['protected', '200', 'message', 'message-200'];

describe.each(ALL)('between $ue and $pcscf', shape => {
  describe.each(FORGED_FRAGMENTS)('a forged fragment: %s', (_name, forge) => {
    test.each(['before', 'between', 'after', 'reversed'] as const)('%s', async where => {
      for (const steps of [['protected'], ['200'], ESP_STEPS] as const) {
        const run = new ForgedRun(shape);
        for (const [i, step] of steps.entries()) {
          const { flow, payload } = espOf(run, step);
          const real = fragments(flow, 50, payload, SIZE, 700 + i);
          const forged = forge(flow, payload, 700 + i);
          const all =
            where === 'before'
              ? [...forged, ...real]
              : where === 'between'
                ? [...real.slice(0, 1), ...forged, ...real.slice(1)]
                : where === 'after'
                  ? [...real, ...forged]
                  : [...forged, ...real.toReversed()];
          run.instead(step, ...all.map(packet => ethernet(packet)));
        }
        const heard = await run.diagnose();
        expect(certainErrors(heard)).toEqual([]);
        expect(heard.summary.esp.icvGood).toBeGreaterThanOrEqual(where === 'after' ? 4 : 4 - steps.length);
        const isOkSeen = heard.messages.filter(text => text.includes(' SIP/2.0 200 OK run')).length > 1;
        if (isOkSeen) expect(heard.diagnosis.registrations[0]?.outcome).toBe('registered');
      }
    });
  });

  test('ESP of the UE with a bad ICV in fragments: certain, but not beside one that was forged', async () => {
    const spoilt = () => {
      const run = new ForgedRun(shape);
      for (const [i, step] of (['protected', 'message'] as const).entries()) {
        const { flow, payload } = espOf(run, step);
        run.instead(
          step,
          ...fragments(flow, 50, noise(payload), SIZE, 40 + i).map(packet => ethernet(packet)),
        );
      }
      return run;
    };
    const confidence = async (run: ForgedRun) => {
      const { diagnosis } = await run.diagnose();
      return diagnosis.registrations[0]?.findings.find(({ rule }) => rule === 'R12')?.confidence;
    };
    expect(await confidence(spoilt())).toBe('certain');
    const { flow, payload } = espOf(spoilt(), 'protected');
    const [one] = fragments(flow, 50, payload, SIZE, 40) as [Uint8Array];
    expect(await confidence(spoilt().before('protected', ethernet(one)))).toBe('likely');
    expect(await confidence(spoilt().after('protected', ethernet(one)))).toBe('likely');
  });

  const errors: readonly (readonly [type: number, code: number])[] = shape.ue.includes(':')
    ? [
        ...[0, 1, 2, 3, 4, 5, 6].map(code => [1, code] as const),
        [2, 0],
        [3, 0],
        [3, 1],
        [4, 0],
        [4, 1],
        [4, 2],
      ]
    : [
        ...[0, 1, 2, 3, 4, 5, 9, 10, 13].map(code => [3, code] as const),
        [4, 0],
        [5, 1],
        [11, 0],
        [11, 1],
        [12, 0],
      ];

  test.each(['peer', 'sender', 'router'] as const)(
    'an ICMP error of the %s about each packet, right behind it and at the end, is no cause',
    async who => {
      const wrong: string[] = [];
      const steps = STEPS.filter(step => step !== 'mw-200');
      const attempt = async (name: string, run: ForgedRun) => {
        const heard = await run.diagnose();
        const outcome = heard.diagnosis.registrations[0]?.outcome;
        if (outcome !== 'registered' || heard.summary.esp.icvGood !== 4) wrong.push(`${name}: ${outcome}`);
        for (const text of certainErrors(heard)) wrong.push(`${name}: ${text}`);
      };
      for (const [i, error] of errors.entries()) {
        const atOnce = new ForgedRun(shape);
        const atEnd = new ForgedRun(shape);
        for (const step of steps) {
          atOnce.after(step, icmpAbout(frameOf(shape, step), error, who, shape));
          atEnd.after('message-200', icmpAbout(frameOf(shape, step), error, who, shape));
        }
        const step = steps[i % steps.length] as RunStep;
        const one = new ForgedRun(shape).after(step, icmpAbout(frameOf(shape, step), error, who, shape));
        await attempt(`${error.join('.')} at once`, atOnce);
        await attempt(`${error.join('.')} at the end`, atEnd);
        await attempt(`${error.join('.')} about ${step}`, one);
      }
      expect(wrong).toEqual([]);
    },
  );

  const flags = {
    SYN: TCP_FLAG.SYN,
    RST: TCP_FLAG.RST,
    'RST, ACK': TCP_FLAG.RST | TCP_FLAG.ACK,
    FIN: TCP_FLAG.FIN | TCP_FLAG.ACK,
  };

  test.each(Object.entries(flags))(
    '%s segments in the clear between all ends are no cause',
    async (_, flag) => {
      const plain = new ForgedRun(shape);
      const flows = [plain.gm, plain.up, plain.down, plain.mw].flatMap(flow => [flow, reverse(flow)]);
      for (const where of ['register', '401', 'protected', '200', 'message', 'message-200'] as const) {
        const run = new ForgedRun(shape);
        const segments = flows.flatMap(flow =>
          [0, 100_000, 100_400].map(sequence => ethernet(ip(flow, 6, tcp(flow, { sequence, flags: flag })))),
        );
        run.after(where, ...segments);
        const heard = await run.diagnose();
        expect(heard.summary.esp.icvGood).toBe(4);
        expect(heard.diagnosis.registrations[0]?.outcome).toBe('registered');
        expect(certainErrors(heard)).toEqual([]);
      }
    },
  );
});

/** An ICMP error to the sender of a frame, about it. */
function icmpAbout(
  frame: Uint8Array,
  [type, code]: readonly [number, number],
  who: 'peer' | 'sender' | 'router',
  { ue, pcscf, core }: RunShape,
): Uint8Array {
  const packet = frame.subarray(ETHERNET);
  const six = ue.includes(':');
  const named = [ue, pcscf, core].map(address => [address, addressIn(address)] as const);
  const read = (at: number, length: number) =>
    named.find(([, octets]) => isAt(packet, at, octets, length))?.[0] ?? ue;
  const source = read(six ? 8 : 12, six ? 16 : 4);
  const destination = read(six ? 24 : 16, six ? 16 : 4);
  const router = six ? '2001:db8:aaaa::1' : '203.0.113.77';
  const flow: Flow = {
    source: who === 'peer' ? destination : who === 'sender' ? source : router,
    destination: source,
    sourcePort: 0,
    destinationPort: 0,
  };
  const body = (sum: number) => join([type, code], u16(sum), [0, 0, 0, 0], packet.subarray(0, 120));
  return ethernet(ip(flow, six ? 58 : 1, body(six ? 0 : checksum(body(0)))));
}

function addressIn(address: string): Uint8Array {
  const ends = { source: address, destination: address, sourcePort: 0, destinationPort: 0 };
  const packet = ip(ends, 0, new Uint8Array(0));
  return address.includes(':') ? packet.subarray(8, 24) : packet.subarray(12, 16);
}

function isAt(packet: Uint8Array, at: number, octets: Uint8Array, length: number): boolean {
  return Buffer.compare(packet.subarray(at, at + length), octets) === 0;
}
