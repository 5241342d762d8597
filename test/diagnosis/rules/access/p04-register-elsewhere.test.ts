import { expect, test } from 'vitest';
import { datagram, setUp, TICK } from '../../../support/access/discovery.ts';
import { dns } from '../../../support/access/lookup-packets.ts';
import { diagnosed, findingsOf, Script } from '../../../support/events/script.ts';

const elsewhere = (more = {}) => setUp(new Script(), { pcscf: ['10.0.0.99'], ...more });

test('nothing answers there: proven, and the first cause of the verdict', async () => {
  const { registrations } = await diagnosed(elsewhere().register().wait(20).frame(TICK));
  const [one] = registrations;
  const found = one?.findings.find(({ rule }) => rule === 'P04');
  expect(found).toMatchObject({ severity: 'error', confidence: 'certain' });
  expect(found?.detail).toBe(
    'PDN ims was given 10.0.0.99 as P-CSCF, but the UE sends its REGISTER to 10.0.0.2. Nothing answers it there.',
  );
  expect(one?.verdict).toContain(
    'Cause: The REGISTER goes to another address than the P-CSCF that was given (P04',
  );
  const silent = one?.findings.find(({ rule }) => rule === 'G1');
  expect(silent?.detail).toContain('P04 explains it: the REGISTER goes to another address');
});

test('a note if it registers there', async () => {
  const script = elsewhere()
    .register()
    .challenge()
    .registerMw()
    .challengeMw()
    .answer()
    .ok()
    .wait(20)
    .frame(TICK);
  expect(await findingsOf('P04', script)).toMatchObject([{ severity: 'note' }]);
});

test.each([
  ['it goes where it should', setUp(new Script(), { pcscf: ['10.0.0.99', '10.0.0.2'] })],
  ['none was given', elsewhere({ pcscf: [] })],
  ['another connection gave it', setUp(elsewhere(), { apn: 'internet', ebi: 6, ue: '10.0.0.7' })],
  ['it comes from another phone', elsewhere({ ue: '10.0.0.7' })],
])('not if %s', async (_, script) => {
  expect(await findingsOf('P04', script.register().wait(20).frame(TICK))).toEqual([]);
});

test('not if DNS gave it', async () => {
  const ask = { source: '10.0.0.1', sourcePort: 40000, destination: '8.8.8.8', destinationPort: 53 };
  const back = { source: '8.8.8.8', sourcePort: 53, destination: '10.0.0.1', destinationPort: 40000 };
  const script = datagram(elsewhere(), ask, dns('pcscf.ims.example', 'A'));
  datagram(script, back, dns('pcscf.ims.example', 'A', { code: 0, addresses: ['10.0.0.2'] }));
  expect(await findingsOf('P04', script.register().wait(20).frame(TICK))).toEqual([]);
});
