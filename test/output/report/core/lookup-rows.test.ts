import { expect, test } from 'vitest';
import { coreScript } from '../../../support/access/core-script.ts';
import { coreFactsOf, rowsOf } from './core-facts-of.ts';

const ALL = await coreFactsOf(coreScript());

test('DNS: the question, the result and each record', () => {
  const name = 'PCSCF.ims.mnc001.mcc001.3gppnetwork.org';
  const answers = ALL.filter(({ names, kind }) => names[0]?.startsWith('AAAA ') && kind === 'answer');
  expect(answers[0]?.rows).toEqual([
    ['Question', `AAAA of ${name}`],
    ['Result', 'NOERROR'],
    ['Answer', `${name} AAAA fd00::5060`],
    ['Answer', `${name} AAAA fd00::5061`],
  ]);
  expect(rowsOf(ALL, 'A pcscf.ims.mnc001.mcc001.3gppnetwork.org')).toMatchObject({ Result: 'NXDOMAIN' });
});

test('DHCP: what is given', () => {
  expect(rowsOf(ALL, 'OFFER')).toMatchObject({
    'Address given': '10.0.0.1',
    'SIP servers given': '10.0.0.2, 10.0.0.3',
    'DNS servers given': '10.0.0.53',
  });
  expect(rowsOf(ALL, 'REPLY')).toMatchObject({
    'SIP servers given': 'fd00::5060, PCSCF.ims.mnc001.mcc001.3gppnetwork.org',
  });
});

test('IKE: its header, and that the rest is encrypted', () => {
  const [request, answer] = ALL.filter(({ protocol }) => protocol === 'IKE');
  expect(request).toMatchObject({ kind: 'request', names: ['IKE_SA_INIT'] });
  expect(answer).toMatchObject({ kind: 'answer' });
  expect(answer?.rows).toContainEqual(['Notifications', '14']);
  expect(answer?.joins).toEqual(request?.joins);
});
