import { expect, test } from 'vitest';
import { analyse } from '../../../src/analysis/analyse.ts';
import { RegisterFacts } from '../../../src/output/facts/register-facts.ts';
import { fixture } from '../../support/programs/lab.ts';

test('the REGISTERs of a registration, with the first that says something', async () => {
  const facts = new RegisterFacts();
  await analyse([{ name: fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap') }], {
    on: {
      sip: event => {
        if ((event.message.method ?? event.message.cseq?.method) === 'REGISTER') facts.take(event);
      },
    },
  });
  expect(facts.cell).toMatchObject({
    value: { access: '3GPP-E-UTRAN-FDD', mcc: '001', mnc: '01' },
    at: { frame: 2 },
  });
  expect(facts.expiresAsked?.value).toBe(600_000);
  expect(
    facts.registers.map(({ value: { sa, transport, cseq }, at }) => [at.frame, cseq, transport, sa]),
  ).toEqual([
    [2, 1, 'udp', null],
    [3, 1, 'udp', null],
    [7, 2, 'udp', 'uc->ps'],
    [8, 2, 'udp', null],
  ]);
  // With keys on Mw; the P-CSCF takes them out.
  expect(facts.keysSeen).toEqual([{ source: '401', at: { file: 0, frame: 4 } }]);
  expect(facts.accepted).not.toBeNull();
});
