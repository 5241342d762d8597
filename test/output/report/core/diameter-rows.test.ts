import { expect, test } from 'vitest';
import { analyse } from '../../../../src/analysis/analyse.ts';
import { coreFacts } from '../../../../src/output/report/core/core-facts.ts';
import { coreScript } from '../../../support/access/core-script.ts';
import { fixture } from '../../../support/programs/lab.ts';
import { coreFactsOf, rowsOf } from './core-facts-of.ts';

const ALL = await coreFactsOf(coreScript());

test('Rx: the request, and its refusal by name', () => {
  expect(rowsOf(ALL, 'AAR')).toEqual({
    Command: 'AAR (AA-Request)',
    'Session-Id': 's;1',
    User: '491511234',
    'Subscription-Id': '491511234',
    'UE address': '10.0.0.1',
    'AF-Charging-Identifier (ICID)': 'icid-1',
    'Specific-Action': '2',
  });
  expect(rowsOf(ALL, 'AAA')).toMatchObject({ Result: '5065 IP-CAN_SESSION_NOT_AVAILABLE (experimental)' });
});

test('Gx: rules', () => {
  expect(rowsOf(ALL, 'RAR')).toMatchObject({ Rule: 'install ims', 'Event-Trigger': '5' });
  expect(rowsOf(ALL, 'CCR')).toMatchObject({ Rule: 'report r1, PCC-Rule-Status 1, Rule-Failure-Code 4' });
});

test('the vectors of an MAA: RAND and AUTN, and keys only on demand', async () => {
  const path = fixture('e01-v4-udp-kamailio-scscf.core.pcap');
  const rows: Record<string, string>[] = [];
  for (const showKeys of [false, true])
    await analyse([{ name: path }], {
      on: {
        core: event => {
          const facts = coreFacts(event, showKeys);
          if (facts?.names[0] === 'MAA') rows.push(Object.fromEntries(facts.rows));
        },
      },
    });
  const [hidden, shown] = rows as [Record<string, string>, Record<string, string>];
  expect(hidden.RAND).toMatch(/^[0-9a-f]{32}$/);
  expect(hidden).toMatchObject({ RAND: shown.RAND, AUTN: shown.AUTN });
  for (const key of ['CK', 'IK'] as const) {
    expect(hidden[key]).toBe('in the message; --show-keys shows it');
    expect(shown[key]).toMatch(/^[0-9a-f]{32}$/);
  }
});
