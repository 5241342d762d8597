import { expect, test } from 'vitest';
import { accessSteps } from '../../../src/diagnosis/timeline/access-steps.ts';
import { timelineOf } from '../../../src/diagnosis/timeline/timeline.ts';
import { datagram, registersAs, setUp } from '../../support/access/discovery.ts';
import { dns } from '../../support/access/lookup-packets.ts';
import { caseOf, casesOf, Script } from '../../support/events/script.ts';

const INTERNET = { apn: 'internet', asks: [0x000d], pcscf: [], ebi: 5, ue: '10.0.0.7' };
const rows = (steps: ReturnType<typeof accessSteps>) =>
  steps.map(({ mark, text }) => `${mark} ${text.split(';')[0]}`);

test('the connection of the registration stands first, without others that are not for the IMS', async () => {
  const script = setUp(setUp(new Script(), INTERNET), { ebi: 6 }).register();
  const [first, ...rest] = timelineOf(await caseOf(script));
  expect(first).toMatchObject({ kind: 'access', mark: 'good', frames: [{ frame: 3 }, { frame: 4 }] });
  expect(first?.text).toBe('PDN ims: asked for P-CSCF IPv4, given 10.0.0.2; UE 10.0.0.1; QCI 5; frames 3–4');
  expect(rest.some(({ kind }) => kind === 'access')).toBe(false);
});

test('attempts that failed, and questions', async () => {
  const script = setUp(setUp(new Script(), { cause: 94 }).wait(1), { ebi: 6, pcscf: [] });
  datagram(
    script,
    { source: '10.0.0.1', sourcePort: 1, destination: '8.8.8.8', destinationPort: 53 },
    dns('pcscf.ims', 'A'),
  );
  expect(rows(accessSteps(await caseOf(script.register())))).toEqual([
    'odd PDN ims: asked for P-CSCF IPv4, none given',
    'bad PDN ims: asked for P-CSCF IPv4',
    'odd DNS A pcscf.ims: no answer',
  ]);
});

test('each registration has what came after the one before', async () => {
  const script = setUp(new Script()).register().wait(5);
  setUp(script, { ebi: 6 }).register({ callId: 'b' });
  const cases = await casesOf(script);
  expect(cases.map(one => accessSteps(one).map(({ frames }) => frames[0]?.frame))).toEqual([[1], [4]]);
});

test('by the IMSI where the address does not join, and nothing without a phone', async () => {
  const script = setUp(new Script(), { ue: '10.0.0.9' }).register({ headers: registersAs() });
  expect(accessSteps(await caseOf(script))).toHaveLength(1);
  expect(accessSteps(await caseOf(new Script().register()))).toEqual([]);
});
