import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findingsText, ladderText } from '../../../../src/output/ladder/formats/text.ts';
import { buildLadders, buildOneLadder, type Ladder } from '../../../../src/output/ladder/ladder.ts';
import type { LadderMessage } from '../../../../src/output/ladder/message.ts';
import { finding, ladderContext, said } from '../../../support/events/ladder.ts';

const plain = (_tone: string, text: string) => text;

function ladder(messages: readonly LadderMessage[], more: Parameters<typeof ladderContext>[0] = {}): Ladder {
  return buildLadders(messages, ladderContext(more)).ladders[0] as Ladder;
}

function text(messages: readonly LadderMessage[], width = 80, more = {}): string {
  return ladderText(ladder(messages, more), { width, paint: plain });
}

const good = { sa: 'uc->ps', icv: 'good' } as const;

test('two lines a message: frame, time and the time since the one before, label and arrow', () => {
  const messages = [
    said('10.0.0.2', '10.0.0.1', 'REGISTER', { frame: 1, from: 'sip:a', to: 'sip:a' }),
    said('10.0.0.1', '10.0.0.2', '401 Unauthorized', { frame: 2, nanoseconds: 5_000_000 }),
    said('10.0.0.2', '10.0.0.1', 'REGISTER', {
      frame: 3,
      seconds: 1_700_000_001,
      protection: good,
      fingerprint: 'x',
    }),
    said('10.0.0.2', '10.0.0.1', 'REGISTER', { frame: 4, seconds: 1_700_000_002, fingerprint: 'x' }),
    said('10.0.0.1', '10.0.0.1', 'OPTIONS', { frame: 5, seconds: 1_700_000_002, cut: true }),
  ];
  const names = new Map([['10.0.0.1', 'P']]);
  expect(text(messages, 60, { names })).toBe(`REGISTER sip:a → sip:a
Call-ID a@ue
                    UE                             P
                 10.0.0.2                      10.0.0.1
                 ────┬────                     ────┬────
    1  0.000000      │          REGISTER           │
                     │────────────────────────────>│
    2  0.005000      │ 401 Unauthorized (REGISTER) │
      +0.005000      │<────────────────────────────│
    3  1.000000      │          REGISTER           │
      +0.995000      │════════ uc->ps good ═══════>│
    4  2.000000      │          REGISTER           │
      +1.000000      │╌╌╌╌╌╌╌╌╌ repeats 3 ╌╌╌╌╌╌╌╌>│
    5  2.000000      │                  OPTIONS ┌──│
      +0.000000      │                      cut └─>│
`);
});

test('a loop has its place at the right of a host that others stand behind', () => {
  const loop = text([said('10.0.0.2', '10.0.0.2', 'OPTIONS'), said('10.0.0.2', '10.0.0.1', 'BYE')]);
  expect(loop).toContain('│──┐ OPTIONS');
  expect(loop).toContain('│<─┘');
});

test('verdicts are painted, other arrows are not', () => {
  const messages = [
    said('10.0.0.2', '10.0.0.1', 'REGISTER'),
    said('10.0.0.2', '10.0.0.1', 'REGISTER', { protection: { ...good, icv: 'bad' } }),
  ];
  const painted = ladderText(ladder(messages), { width: 80, paint: (tone, part) => `[${tone}:${part}]` });
  expect(painted).toMatch(/│\[bad:═+ uc->ps BAD ═+>\]│\n/);
  expect(painted).toMatch(/│─+>│\n/);
});

test('what comes from a packet cannot move the cursor or begin a line', () => {
  const evil = 'x\u001b]0;y\u0007\nz\u202e';
  const messages = [said('10.0.0.2', '10.0.0.1', `200 ${evil}`, { callId: evil, cseqMethod: evil })];
  const shown = text(messages, 120, {
    findings: [finding([messages[0]?.frame as number], { detail: evil })],
  });
  expect(shown.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
  expect(shown).toContain('Call-ID x\\x1b]0;y\\x07\\x0az\\u202e\n');
});

test('findings: marked at each message, told below the last, wrapped', () => {
  const messages = [said('a', 'b', 'REGISTER', { frame: 1 }), said('b', 'a', '403 Forbidden', { frame: 2 })];
  const lines = text(messages, 60, {
    findings: [finding([1, 2], { detail: 'word '.repeat(30).trim() })],
  }).split('\n');
  expect(lines.filter(line => / R05 ─+>?/.test(line))).toHaveLength(2);
  const words = `        ${'word '.repeat(10).trim()}`;
  expect(lines.slice(-6)).toEqual([
    '      ! R05 error, certain: The answer is wrong',
    words,
    words,
    words,
    '        Compare K and OPc.',
    '',
  ]);
});

test('findings of no ladder stand one below the other', () => {
  expect(findingsText([finding([1])], { width: 80, paint: plain })).toBe(
    '! R05 error, certain: The answer is wrong\n  RES is another.\n  Compare K and OPc.\n',
  );
});

test('more hosts than there is room for become pages, and every message is on one', () => {
  const messages = Array.from({ length: 9 }, (_, i) => said(`10.0.0.${i}`, `10.0.0.${i + 1}`, `M${i}`));
  const shown = text(messages, 80);
  expect(shown).toContain('Hosts 1 to 3 of 10 (page 1 of ');
  for (const { method } of messages) expect(shown).toMatch(new RegExp(` ${method} `));
  expect(shown).toContain(' to 10.0.0.3 ');
  expect(shown).toContain(' from 10.0.0.2 ');
});

test('no line is wider than the terminal', () => {
  const end = fc
    .integer({ min: 0, max: 7 })
    .map(i => (i < 4 ? `10.0.0.${i}` : `2001:db8:1234:5678:9abc:def0:1234:${i}`));
  const label = fc.oneof(
    fc.constant('REGISTER'),
    fc.string().map(reason => `200 ${reason}`),
  );
  const message = fc
    .tuple(end, end, label, fc.boolean(), fc.boolean())
    .map(([from, to, line, inside, again]) =>
      said(from, to, line, { protection: inside ? good : null, ...(again ? { fingerprint: 'x' } : {}) }),
    );
  fc.assert(
    fc.property(
      fc.array(message, { minLength: 1, maxLength: 12 }),
      fc.integer({ min: 70, max: 160 }),
      (messages, width) => {
        const findings = [finding([messages[0]?.frame as number])];
        const { ladders } = buildOneLadder(messages, ladderContext({ findings }));
        const shown = ladderText(ladders[0] as Ladder, { width, paint: plain });
        for (const line of shown.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
      },
    ),
  );
});
