import { expect, test } from 'vitest';
import { diagnosed, findingsOf, Script } from '../../../support/events/script.ts';

const answered = () => new Script().register().challengeMw().challenge().answer();
const withContact = (Contact: string | null) => answered().ok({ headers: { Contact } });

test('without Contact nothing is said of how long', async () => {
  const script = withContact(null);
  const [finding] = await findingsOf('G13', script);
  expect(finding).toMatchObject({ severity: 'warning', confidence: 'certain' });
  expect(finding?.title).toContain('What was granted is not known');
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([4, 5]);
  const { registrations } = await diagnosed(script);
  expect(registrations[0]?.outcome).toBe('registered');
  expect(registrations[0]?.verdict).not.toContain('600000');
  expect(registrations[0]?.steps.map(({ text }) => text).join('\n')).not.toContain('registered for');
});

test('with the Contact of another UE only', async () => {
  const script = withContact('<sip:alice@10.0.0.9:5060>;expires=77');
  const [finding] = await findingsOf('G13', script);
  expect(finding).toMatchObject({ severity: 'warning', confidence: 'likely' });
  expect(finding?.detail).toContain('sip:alice@10.0.0.9:5060');
  expect((await diagnosed(script)).registrations[0]?.verdict).not.toContain('77');
});

test('in the clear too', async () => {
  const script = new Script().register({ headers: { 'Security-Client': null } });
  expect(await findingsOf('G13', script.clearBack('SIP/2.0 200 OK', { cseq: 1 }))).toHaveLength(1);
});

test('nothing if it lists the Contact, also among others, nor for a REGISTER without one', async () => {
  expect(await findingsOf('G13', answered().ok())).toEqual([]);
  const both = withContact('<sip:x@10.0.0.9>;expires=9, <sip:alice@10.0.0.1:32001>;expires=60');
  expect(await findingsOf('G13', both)).toEqual([]);
  expect((await diagnosed(both)).registrations[0]?.verdict).toContain('Registered for 60 s');
  const query = new Script()
    .register()
    .challengeMw()
    .challenge()
    .answer({ headers: { Contact: null } });
  expect(await findingsOf('G13', query.ok({ headers: { Contact: null } }))).toEqual([]);
});
