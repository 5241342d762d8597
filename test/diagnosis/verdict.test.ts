import { expect, test } from 'vitest';
import { diagnosed, mechanism, Script, UE } from '../support/events/script.ts';

const challenged = () => new Script().register().challengeMw().challenge();
const registered = () => challenged().answer().ok();
const verdictOf = async (script: Script) => (await diagnosed(script)).registrations[0]?.verdict;

test('registered: for how long, how often, over which SAs', async () => {
  expect(await verdictOf(registered())).toBe(
    'Registered for 600000 s, protected by SA set 1 (hmac-sha-1-96/aes-cbc)',
  );
  const again = registered().answer({ cseq: 3 }).ok({ cseq: 3 });
  expect(await verdictOf(again)).toMatch(
    /^Registered for 600000 s, re-registered once, protected by SA set 1/,
  );
});

test('registered without IPsec', async () => {
  const script = new Script()
    .register({ headers: { 'Security-Client': null } })
    .clearBack('SIP/2.0 200 OK', { cseq: 1 });
  expect(await verdictOf(script)).toBe('Registered for 600000 s, without IPsec');
});

test('de-registered', async () => {
  const gone = registered()
    .answer({ cseq: 3, headers: { Expires: '0' } })
    .ok({ cseq: 3, headers: { Expires: '0' } });
  expect(await verdictOf(gone)).toBe('Registered, then de-registered (frame 7)');
});

test('failed: at which step, and by which cause', async () => {
  const script = challenged()
    .answer({ headers: { 'Security-Verify': mechanism(UE) } })
    .ok({ startLine: 'SIP/2.0 494 Security Agreement Required' });
  expect(await verdictOf(script)).toBe(
    'The protected REGISTER got 494 Security Agreement Required (frame 5). Cause: Security-Verify differs from Security-Server (R37, certain)',
  );
});

test('incomplete: what is missing, and when the capture ends', async () => {
  expect(await verdictOf(challenged().answer().wait(2).mw('OPTIONS sip:x SIP/2.0'))).toMatch(
    /^The protected REGISTER got no final response \(frame 4\)\. The capture ends 2\.01 s later/,
  );
  expect(await verdictOf(challenged())).toMatch(
    /^The registration stops at the challenge \(frame 3\)\. The capture ends 0\.00 s later/,
  );
});

test('a UE whose TCP is not answered has not been silent', async () => {
  expect(await verdictOf(challenged().espTcp('uc->ps'))).toMatch(
    /^The UE sends ESP under the new SAs \(frame 4\), but nothing comes back/,
  );
});
