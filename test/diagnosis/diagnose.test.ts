import { describe, expect, test } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { Journal } from '../../src/diagnosis/journal/journal.ts';
import { ueSilent } from '../../src/diagnosis/rules/aka/r01-ue-silent.ts';
import type { Hit, Rule } from '../../src/diagnosis/rules/rule.ts';
import { RULES } from '../../src/diagnosis/rules/rule-book.ts';
import type { Issue } from '../../src/model/issue.ts';
import { WhoIsWho } from '../../src/registration/parties/who-is-who.ts';
import { setUp } from '../support/access/discovery.ts';
import { analysisFactsOf, diagnosed, Script } from '../support/events/script.ts';

const challenged = () => new Script().register().challengeMw().challenge();
const hit = (more: Partial<Hit> = {}): Hit => ({
  detail: 'd',
  frames: [{ file: 0, frame: 1 }],
  confidence: 'likely',
  ...more,
});
const rule = (id: string, more: Partial<Hit>): Rule => ({
  ...ueSilent,
  id,
  about: 'capture',
  check: () => hit(more),
});

function captureFindings(...rules: readonly Rule[]) {
  const journal = new Journal({ registerBytes: 1, otherBytes: 1, entries: 1, connections: 1 });
  const traffic = { frames: 0, truncatedFrames: 0, espPackets: 0, ikeMessages: 0, sipMessages: 0 };
  const facts = {
    traffic,
    registrations: [],
    whoIsWho: new WhoIsWho([], []),
    sets: [],
    challengeOf: () => null,
    journal,
    duplicates: 0,
    gaps: 0,
    dropped: 0,
  };
  return diagnose(facts, rules).findings.map(({ rule: id }) => id);
}

test('a rule about phones is asked for each registration, and for phones without any', async () => {
  const asked: (string | null)[] = [];
  const about: Rule = {
    ...ueSilent,
    about: 'access',
    check: (phone, subject) => {
      asked.push(subject?.registration.callId ?? phone.imsi);
      return hit({ detail: `${phone.imsi}` });
    },
  };
  const script = setUp(setUp(new Script()), { imsi: '001010000000002', ue: '10.0.0.9' });
  const facts = await analysisFactsOf(script.register());
  const { registrations, findings } = diagnose(facts, [about]);
  expect(asked).toEqual(['001010000000002', 'a@ue']);
  expect(findings).toMatchObject([{ detail: '001010000000002', callId: null }]);
  expect(registrations[0]?.findings).toMatchObject([{ detail: '001010000000001', callId: 'a@ue' }]);
});

test('the gravest come first, among equals the surest', () => {
  const rules = [
    rule('A', { severity: 'note', confidence: 'certain' }),
    rule('B', { severity: 'error', confidence: 'possible' }),
    rule('C', { severity: 'warning', confidence: 'certain' }),
    rule('D', { severity: 'error', confidence: 'certain' }),
  ];
  expect(captureFindings(...rules)).toEqual(['D', 'B', 'C', 'A']);
});

test('a registration without an end has failed where an error explains it', async () => {
  const silent = challenged().wait(20).register({ callId: 'b@ue' });
  const [one] = (await diagnosed(silent)).registrations;
  expect([one?.outcome, one?.findings[0]?.rule]).toEqual(['failed', 'R01']);
});

test('one that the capture cuts off is incomplete, though a rule names what is possible', async () => {
  const [one] = (await diagnosed(challenged())).registrations;
  expect([one?.outcome, one?.findings[0]?.confidence]).toEqual(['incomplete', 'possible']);
});

test('only a capture without registrations needs advice', async () => {
  expect((await diagnosed(challenged())).advice).toEqual([]);
});

describe('a rule that throws', () => {
  const fails: Rule = {
    ...rule('X', { severity: 'error', confidence: 'certain' }),
    about: 'registration',
    check: () => {
      throw new Error('no such attempt');
    },
  };

  test('about a registration: its finding is missing, and one issue names it', async () => {
    const facts = await analysisFactsOf(challenged().wait(20).register({ callId: 'b@ue' }));
    const issues: Issue[] = [];
    const [one] = diagnose(facts, [fails, ...RULES], issue => issues.push(issue)).registrations;
    expect(one?.findings[0]?.rule).toBe('R01');
    expect(issues.map(({ code, frame, message }) => [code, frame, message])).toContainEqual([
      'rule-failed',
      1,
      'rule X: expected a finding or none, found no such attempt',
    ]);
  });

  test('about the capture: the others are found', () => {
    const capture: Rule = { ...fails, about: 'capture', check: () => fails.check({} as never, []) };
    expect(captureFindings(capture, rule('B', { severity: 'note', confidence: 'certain' }))).toEqual(['B']);
  });
});
