import { describe, expect, test } from 'vitest';
import { fromBase64 } from '../../../../src/bytes/base64.ts';
import { avp } from '../../../support/captures/diameter.ts';
import { latin1 } from '../../../support/captures/packets.ts';
import { findingsOf, NONCE, Script } from '../../../support/events/script.ts';
import { autsWith, nonceWith, usimsOf, WORKED } from '../../../support/events/worked-example.ts';

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
      'The USIM finds SQN out of range: the UE sends a REGISTER with auts. AUTS gives SQN_MS 000000100000 (1048576). A new challenge with SQN 000000100020 (1048608) follows.',
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
    expect(finding?.detail).toContain('The response is 403 Forbidden instead of a new challenge.');
  });

  test('no answer: only a capture that goes on shows it', async () => {
    const [ends] = await findingsOf('R03', begun());
    expect(ends).toMatchObject({ severity: 'error', confidence: 'possible' });
    const [waits] = await findingsOf('R03', begun().wait(12).mw('OPTIONS sip:ims SIP/2.0'));
    expect(waits?.confidence).toBe('likely');
  });
});

describe('Cx', () => {
  const name = avp(1, 0, latin1('alice@ims'));
  const item = (authorization: Uint8Array) => avp(612, 10415, avp(610, 10415, authorization));
  const rand = fromBase64(NONCE)?.slice(0, 16) as Uint8Array;
  const octets = Uint8Array.from([...rand, ...(fromBase64(AUTS) as Uint8Array)]);
  const refused = (script: Script) => script.clearBack('SIP/2.0 403 Forbidden', { cseq: 2 });

  test('what becomes of the MAR with AUTS', async () => {
    const script = begun()
      .cx(303, true, name, item(octets))
      .cx(303, false, avp(268, 0, Uint8Array.of(0, 0, 0x13, 0x94)));
    const [finding] = await findingsOf('R03', refused(script));
    expect(finding?.detail).toContain('On Cx the MAR of frame 4 carries AUTS; the MAA has result 5012.');
    expect(finding?.frames.map(({ frame }) => frame)).toEqual([2, 3, 4, 5, 6]);
  });

  test('a MAR without it', async () => {
    const [finding] = await findingsOf('R03', refused(begun().cx(303, true, name)));
    expect(finding?.detail).toContain('On Cx no MAR carries AUTS.');
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
    expect(finding?.detail).toContain('The USIM refuses the SQN of 2 challenges in a row');
    expect(finding?.detail).toContain('SQN_MS is the same each time');
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

test('several rounds that a registration survived are a warning', async () => {
  const again = nonceWith('000000100040');
  const script = begun()
    .challenge({ cseq: 2, headers: challenge(FRESH) })
    .register({ cseq: 3, headers: asking(FRESH) })
    .challenge({ cseq: 3, headers: challenge(again) })
    .clear('REGISTER sip:ims SIP/2.0', { cseq: 4 })
    .clearBack('SIP/2.0 200 OK', { cseq: 4 });
  const [finding] = await findingsOf('R03', script);
  expect(finding).toMatchObject({ severity: 'warning', confidence: 'certain' });
});
