import { describe, expect, test } from 'vitest';
import type { Finding } from '../../../src/model/diagnosis.ts';
import {
  captureOf,
  ForgedRun,
  type Heard,
  hear,
  OTHER_SHAPES,
  SHAPES,
} from '../../support/captures/forged-run.ts';
import { checksum, ethernet, ip, join, reverse, u16 } from '../../support/captures/packets.ts';
import { fixture } from '../../support/programs/lab.ts';
import { ims } from '../../support/programs/terminal.ts';

function first({ diagnosis }: Heard) {
  const [one] = diagnosis.registrations;
  if (one === undefined) throw new Error('expected a registration, found none');
  return one;
}

function rulesOf({ findings }: { findings: readonly Finding[] }): string[] {
  return findings.map(({ rule, severity, confidence }) => `${rule} ${severity} ${confidence}`);
}

const PROTECTED = /^Registered for 600000 s, protected by SA set 1 /;

describe.each([...SHAPES, ...OTHER_SHAPES])('between $ue and $pcscf', shape => {
  const run = () => new ForgedRun(shape);

  test('the run by itself', async () => {
    const one = first(await run().diagnose());
    expect([one.outcome, one.verdict]).toEqual(['registered', expect.stringMatching(PROTECTED)]);
    expect(one.findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
  });

  test.each([
    ['before', '403 Forbidden'],
    ['after', '403 Forbidden'],
    ['before', '494 Security Agreement Required'],
    ['after', '500 Server Internal Error'],
    ['after', '401 Unauthorized'],
  ] as const)('%s the 200 in ESP: %s in the clear', async (where, status) => {
    const attack = run();
    const headers = status.startsWith('401') ? [attack.challenge(null, 'AAAA'), attack.server()] : [];
    attack[where]('200', attack.clear(reverse(attack.gm), attack.answer(status, 2, headers)));
    const heard = await attack.diagnose();
    const one = first(heard);
    expect([one.outcome, one.verdict]).toEqual(['registered', expect.stringMatching(PROTECTED)]);
    expect(rulesOf(one)).toContain('G20 warning certain');
    expect(rulesOf(one).filter(rule => rule.includes(' error '))).toEqual([]);
    const forged = where === 'before' ? 6 : 7;
    expect(one.findings.find(({ rule }) => rule === 'G20')?.frames).toContainEqual({
      file: 0,
      frame: forged,
    });
    expect(one.steps.some(({ text }) => text.includes('contradicted by ESP with a good ICV'))).toBe(true);
    expect(heard.sets[0]?.state).toBe('established');
    expect(heard.summary.registrations.registered).toBe(1);
  });

  test('a refusal in ESP outvotes a 200 in the clear', async () => {
    const attack = run().without('200', 'mw-200', 'message', 'message-200');
    attack.after('200', attack.esp(attack.down, 1, attack.answer('403 Forbidden', 2)));
    attack.after('200', attack.clear(reverse(attack.gm), attack.ok()));
    const one = first(await attack.diagnose());
    expect([one.outcome, rulesOf(one).includes('G20 warning certain')]).toEqual(['failed', true]);
  });

  test.each(['before', 'after'] as const)(
    'a REGISTER with auts in the clear %s the one in ESP',
    async where => {
      const attack = run();
      const forged = attack.register(2, [attack.client(), attack.credentials('auts="AAAAAAAAAAAAAAAAAAA="')]);
      attack[where]('protected', attack.clear(attack.gm, forged));
      const one = first(await attack.diagnose());
      expect([one.outcome, one.verdict]).toEqual(['registered', expect.stringMatching(PROTECTED)]);
      const rules = one.findings.map(({ rule }) => rule);
      expect(rules.filter(rule => ['R03', 'R37', 'R15', 'R38'].includes(rule))).toEqual([]);
      expect(rules).toContain('G20');
    },
  );

  test.each(['run', 'other'])('a de-registration in the clear with Call-ID %s', async callId => {
    const attack = run();
    attack.after(
      '200',
      attack.clear(attack.gm, attack.register(3, ['Expires: 0'], callId)),
      attack.clear(reverse(attack.gm), attack.answer('200 OK', 3, ['Expires: 0'], callId)),
    );
    const heard = await attack.diagnose();
    expect([first(heard).outcome, heard.sets[0]?.state]).toEqual(['registered', 'established']);
    if (callId === 'run') expect(rulesOf(first(heard))).toContain('G20 warning certain');
  });

  test('a 200 in the clear without any ESP proves no SAs', async () => {
    const attack = run().without('protected', '200', 'mw-200', 'message', 'message-200');
    attack.after('401', attack.clear(attack.gm, attack.protectedRegister()));
    attack.after('401', attack.clear(reverse(attack.gm), attack.ok()));
    const one = first(await attack.diagnose());
    expect(one.verdict).toMatch(/ by a 200 outside IPsec \(frame 5\); nothing proves the SAs of set 1$/);
    const claims = one.findings.filter(({ rule }) => rule === 'R14' || rule === 'S1');
    expect(claims.every(({ confidence }) => confidence !== 'certain')).toBe(true);
  });

  test.each([6, 600])('%i junk packets with future numbers are named as junk', async count => {
    const attack = run();
    attack.after('200', ...Array.from({ length: count }, (_, i) => attack.junk(attack.up, 1000 + i)));
    const heard = await attack.diagnose();
    const r12 = first(heard).findings.find(({ rule }) => rule === 'R12');
    expect(r12).toMatchObject({ severity: 'warning', confidence: 'likely' });
    expect(r12?.detail).toContain(`${count} of ${count + 2} ESP packets`);
    expect([first(heard).outcome, heard.summary.esp.icvGood]).toEqual(['registered', 4]);
  });

  test('a copy in the clear first: the verified one counts', async () => {
    const attack = run();
    attack.before('protected', attack.clear(attack.up, attack.protectedRegister()));
    attack.before('200', attack.clear(attack.down, attack.ok()));
    const one = first(await attack.diagnose());
    expect([one.outcome, one.verdict]).toEqual(['registered', expect.stringMatching(PROTECTED)]);
    expect(one.findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
  });

  test.each(['before', 'after'] as const)(
    'a copy with a bad ICV %s the good one: the verified one counts',
    async where => {
      const attack = run();
      const spoil = (packet: Uint8Array) => packet.fill(0, packet.length - 4);
      attack[where]('protected', attack.esp(attack.up, 1, attack.protectedRegister(), spoil));
      const one = first(await attack.diagnose());
      expect([one.outcome, one.verdict]).toEqual(['registered', expect.stringMatching(PROTECTED)]);
      expect(one.findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
    },
  );

  test('ICMP "protocol unreachable" while ESP is answered is no cause', async () => {
    const attack = run();
    const quoted = attack.frames()[3]?.subarray(14, 14 + 80) ?? new Uint8Array(0);
    const isIpv6 = shape.ue.includes(':');
    const body = (sum: number) => join([isIpv6 ? 4 : 3, isIpv6 ? 1 : 2], u16(sum), [0, 0, 0, 0], quoted);
    const icmp = body(isIpv6 ? 0 : checksum(body(0)));
    attack.after('protected', ethernet(ip(reverse(attack.gm), isIpv6 ? 58 : 1, icmp)));
    const one = first(await attack.diagnose());
    expect(one.outcome).toBe('registered');
    expect(rulesOf(one).filter(rule => rule.includes(' error '))).toEqual([]);
  });
});

test('only the ESP of one end is verified: a clear refusal still counts, as nothing in ESP contradicts it', async () => {
  const attack = new ForgedRun(SHAPES[0] as (typeof SHAPES)[0]);
  attack.without('200', 'mw-200', 'message', 'message-200');
  attack.after('protected', attack.clear(reverse(attack.gm), attack.answer('403 Forbidden', 2)));
  const heard = await hear(captureOf(attack.frames()));
  expect([first(heard).outcome, heard.sets[0]?.state]).toEqual(['failed', 'expired']);
});

test.each([
  ['sem-S8a2-forged-403-clear-after-real200', 9],
  ['sem-S8g-forged-494-clear', 6],
  ['sem-S8e-forged-dereg-clear', 10],
])('the command: %s', async (name, frame) => {
  const { stdout, stderr } = await ims(['diagnose', fixture(`attack/${name}.pcap`)]);
  expect(stdout).toContain(
    'REGISTERED  Registered for 600000 s, protected by SA set 1 (hmac-sha-1-96/aes-cbc)',
  );
  expect(stdout).toMatch(/WARNING G20 An answer outside the SAs contradicts the protected one \(certain\)/);
  expect(stdout).toMatch(new RegExp(`frames +[0-9 ]*\\b${frame}\\b`));
  expect(stdout).not.toContain('ERROR');
  expect(stderr).toContain('registrations: 1 registered');
});
