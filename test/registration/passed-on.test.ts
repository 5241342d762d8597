import { describe, expect, test } from 'vitest';
import { diagnosed, NONCE, type Parts, Script } from '../support/events/script.ts';

const B2BUA = 'SIP/2.0/TCP [fd01::1]:5060;branch=z9hG4bKsbc';
const ends = { source: 'fd01::1', sourcePort: 5060, destination: 'fd01::2', destinationPort: 4060 };
const back = { source: 'fd01::2', sourcePort: 4060, destination: 'fd01::1', destinationPort: 5060 };
const own = (more: Parts, flow: Parts['flow'] = ends): Parts => ({
  callId: 'x@sbc',
  flow,
  ...more,
  headers: { Via: B2BUA, ...more.headers },
});

describe('a P-CSCF that is a B2BUA, with another Call-ID, address and family on Mw', () => {
  test('is one registration, and its leg is Mw', async () => {
    const { registrations } = await diagnosed(
      new Script()
        .register()
        .registerMw(own({ cseq: 71 }))
        .challengeMw(own({ cseq: 71 }, back))
        .challenge()
        .answer()
        .registerMw(own({ cseq: 72 }))
        .mwBack('SIP/2.0 200 OK', own({ cseq: 72 }, back))
        .ok(),
    );
    const [one, ...others] = registrations;
    expect(others).toEqual([]);
    expect([one?.outcome, one?.registration.ue, one?.registration.attempts.length]).toEqual([
      'registered',
      '10.0.0.1',
      2,
    ]);
    expect(one?.findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
    expect(one?.findings.map(({ rule }) => rule)).not.toContain('R02');
  });

  test('tells what became of a REGISTER that nobody could decrypt', async () => {
    const key = { ck: new Uint8Array(16).fill(1), ik: new Uint8Array(16).fill(2) };
    const { registrations } = await diagnosed(
      new Script()
        .register()
        .registerMw(own({ cseq: 71 }))
        .challenge()
        .answer({ key })
        .registerMw(
          own({ cseq: 72, headers: { Authorization: `Digest username="alice@ims", nonce="${NONCE}"` } }),
        )
        .mwBack('SIP/2.0 200 OK', own({ cseq: 72, headers: { Expires: '60' } }, back)),
    );
    expect(registrations.map(({ outcome }) => outcome)).toEqual(['registered']);
  });
});

test('another UE of the same user is a registration of its own', async () => {
  const other = { address: 'fd00::7', portC: 1, portS: 2, spiC: 3, spiS: 4 };
  const flow = { source: 'fd00::7', sourcePort: 5060, destination: 'fd00::1', destinationPort: 5060 };
  const { registrations } = await diagnosed(
    new Script().register().register({ callId: 'b@ue', ue: other, flow, headers: { Via: B2BUA } }),
  );
  expect(registrations.map(({ registration }) => registration.callId)).toEqual(['a@ue', 'b@ue']);
});

test('a UE that begins anew with another Call-ID has two registrations', async () => {
  const { registrations } = await diagnosed(new Script().register().register({ callId: 'b@ue' }));
  expect(registrations).toHaveLength(2);
});
