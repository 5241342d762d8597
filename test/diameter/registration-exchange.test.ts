import { expect, test } from 'vitest';
import type { DiameterMessage } from '../../src/diameter/message.ts';
import { registrationExchange } from '../../src/diameter/registration-exchange.ts';
import { latin1, u32 } from '../support/captures/packets.ts';

const CX = 16777216;

function message(changes: Partial<DiameterMessage>): DiameterMessage {
  const base = {
    command: 300,
    application: CX,
    request: true,
    hopByHop: 1,
    endToEnd: 1,
    whole: true,
    avps: [],
  };
  return { ...base, ...changes };
}

const avp = (code: number, vendor: number, data: ArrayLike<number>) => ({
  code,
  vendor,
  data: Uint8Array.from(data),
});

test('a request names the user, an answer the result', () => {
  const avps = [avp(1, 0, latin1('alice@ims')), avp(601, 10415, latin1('sip:alice@ims'))];
  expect(registrationExchange(message({ avps }))).toEqual({
    command: 'UA',
    request: true,
    userName: 'alice@ims',
    publicIdentity: 'sip:alice@ims',
    result: null,
    experimental: false,
    endToEnd: 1,
    auts: null,
  });
  const experimental = avp(297, 0, [...u32(298), 0, 0, 0, 12, ...u32(5001)]);
  const answer = message({ command: 301, request: false, avps: [experimental] });
  expect(registrationExchange(answer)).toMatchObject({
    command: 'SA',
    request: false,
    result: 5001,
    experimental: true,
    userName: null,
  });
  const base = registrationExchange(message({ request: false, avps: [avp(268, 0, u32(2001))] }));
  expect(base).toMatchObject({ result: 2001, experimental: false });
});

test('other applications and other commands are no exchange of a registration', () => {
  expect(registrationExchange(message({ application: 16777251 }))).toBeNull();
  expect(registrationExchange(message({ command: 280 }))).toBeNull();
});
