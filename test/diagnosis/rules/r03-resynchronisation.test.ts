import { describe, expect, test } from 'vitest';
import { findingsOf, NONCE, Script } from '../../support/script.ts';
import { autsWith, nonceWith, usimsOf, WORKED } from '../../support/worked-example.ts';

const USIMS = { usims: usimsOf({ k: WORKED.k, opc: WORKED.opc }) };
const AUTS = autsWith('000000100000');
const FRESH = nonceWith('000000100020');

const challenge = (nonce: string) => ({
  'WWW-Authenticate': `Digest realm="ims", nonce="${nonce}", algorithm=AKAv1-MD5, qop="auth"`,
});
const asking = (nonce: string, auts = AUTS) => ({
  Authorization: `Digest username="alice@ims", realm="ims", uri="sip:ims", nonce="${nonce}", response="", algorithm=AKAv1-MD5, auts="${auts}"`,
});
const begun = () =>
  new Script()
    .register()
    .challenge({ headers: challenge(NONCE) })
    .register({ cseq: 2, headers: asking(NONCE) });

describe('one round', () => {
  test('a new challenge that is taken is a note', async () => {
    const script = begun().challenge({ cseq: 2, headers: challenge(FRESH) });
    const [finding] = await findingsOf('R03', script, USIMS);
    expect(finding).toMatchObject({
      severity: 'note',
      confidence: 'certain',
      title: 'SQN was resynchronised',
    });
    expect(finding?.detail).toBe(
      'The USIM finds SQN out of range: REGISTER with auts. AUTS says SQN_MS 000000100000 (1048576). A new challenge with SQN 000000100020 (1048608) follows.',
    );
    expect(finding?.frames.map(({ frame }) => frame)).toEqual([2, 3, 4]);
  });

  test('an SQN that is not above that of the USIM shows that AUTS was not taken', async () => {
    const script = begun().challenge({ cseq: 2, headers: challenge(nonceWith('000000000060')) });
    const [finding] = await findingsOf('R03', script, USIMS);
    expect(finding).toMatchObject({ severity: 'error', confidence: 'certain' });
    expect(finding?.detail).toContain('SQN 000000000060 (96), which is not above that of the USIM');
  });

  test('the same nonce again', async () => {
    const [finding] = await findingsOf('R03', begun().challenge({ cseq: 2, headers: challenge(NONCE) }));
    expect(finding).toMatchObject({ severity: 'error', confidence: 'certain' });
    expect(finding?.detail).toContain('same nonce again');
  });

  test('another answer than a challenge', async () => {
    const script = begun().clearBack('SIP/2.0 403 Forbidden', { cseq: 2 });
    const [finding] = await findingsOf('R03', script);
    expect(finding).toMatchObject({ severity: 'error', confidence: 'certain' });
    expect(finding?.detail).toContain('The answer is 403 Forbidden instead of a new challenge.');
  });

  test('no answer: only a capture that goes on shows it', async () => {
    const [ends] = await findingsOf('R03', begun());
    expect(ends).toMatchObject({ severity: 'error', confidence: 'possible' });
    const [waits] = await findingsOf('R03', begun().wait(12).mw('OPTIONS sip:ims SIP/2.0'));
    expect(waits?.confidence).toBe('likely');
  });
});

describe('a loop', () => {
  const loop = (auts: string) =>
    begun()
      .challenge({ cseq: 2, headers: challenge(FRESH) })
      .register({ cseq: 3, headers: asking(FRESH, auts) });

  test('the same SQN_MS again', async () => {
    const [finding] = await findingsOf('R03', loop(AUTS), USIMS);
    expect(finding).toMatchObject({ severity: 'error', confidence: 'certain' });
    expect(finding?.detail).toContain('2 challenges in a row');
    expect(finding?.detail).toContain('the same SQN_MS each time');
  });

  test('an AUTS of another length is named', async () => {
    const [finding] = await findingsOf('R03', loop('AAAA'));
    expect(finding?.detail).toContain('auts has 4 characters');
  });

  test('with another Call-ID', async () => {
    const script = begun()
      .challenge({ cseq: 2, headers: challenge(FRESH) })
      .wait(30)
      .register({ callId: 'b@ue' })
      .challenge({ callId: 'b@ue', headers: challenge(nonceWith('000000000080')) })
      .register({ callId: 'b@ue', cseq: 2, headers: asking(nonceWith('000000000080')) })
      .challenge({ callId: 'b@ue', cseq: 2, headers: challenge(nonceWith('000000100040')) });
    const findings = await findingsOf('R03', script);
    expect(findings.map(({ severity, confidence }) => `${severity} ${confidence}`)).toEqual([
      'note certain',
      'error likely',
    ]);
  });
});

test('no finding without auts', async () => {
  expect(await findingsOf('R03', new Script().register().challengeMw().challenge().answer().ok())).toEqual(
    [],
  );
});
