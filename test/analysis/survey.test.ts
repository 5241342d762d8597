import { expect, test } from 'vitest';
import { LIMITS } from '../../src/analysis/limits.ts';
import { Survey } from '../../src/analysis/survey.ts';
import { ChallengeStore } from '../../src/registration/challenge-store.ts';
import { ethernet, type Flow, ip, latin1, record, udp } from '../support/captures/packets.ts';

const FLOW: Flow = { source: '10.20.0.2', sourcePort: 5060, destination: '10.20.0.1', destinationPort: 5060 };

test('learns keys by nonce from challenges in the clear, and nothing else', () => {
  const challenges = new ChallengeStore(10);
  const survey = new Survey(challenges, LIMITS);
  const keys = 'ck="d53c02758b376066fad0af7daa6df765", ik="e1763cf28cc2e584588800193137ec92"';
  for (const [index, status] of ['401 Unauthorized', '200 OK'].entries()) {
    const text = `SIP/2.0 ${status}\r\nCSeq: 1 REGISTER\r\nWWW-Authenticate: Digest nonce="N${index}", ${keys}\r\n\r\n`;
    survey.push(record(ethernet(ip(FLOW, 17, udp(FLOW, latin1(text)))), index + 1));
  }
  survey.end();
  expect(challenges.get('N0')?.keys[0]?.ik[0]).toBe(0xe1);
  expect(challenges.get('N1')).toBeNull();
});
