import { expect, test } from 'vitest';
import { setSteps } from '../../../src/diagnosis/timeline/set-steps.ts';
import { TCP_FLAG } from '../../../src/net/packet/datagram.ts';
import { caseOf, Script } from '../../support/events/script.ts';

async function stepsOf(script: Script): Promise<string[]> {
  const subject = await caseOf(script);
  return subject.sets.flatMap(one => setSteps(subject, one)).map(({ mark, text }) => `${mark} ${text}`);
}

const challenged = () => new Script().register().challengeMw().challenge();

test('states and ESP of each SA that carried something', async () => {
  expect(await stepsOf(challenged().answer().ok())).toEqual([
    'good SA set 1 is established',
    'good ESP uc->ps of set 1, SPI 0x000007d2 (2002): 1 packet, 1 ICV good',
    'good ESP pc->us of set 1, SPI 0x000003ea (1002): 1 packet, 1 ICV good',
  ]);
});

test('gaps and closed packets are said', async () => {
  const script = new Script().register().challenge().answer({ sequence: 1 }).answer({ sequence: 5 });
  const [step] = await stepsOf(script);
  expect(step).toMatch(/^odd ESP uc->ps .*: 2 packets, 2 not decrypted \(no key\), 3 missing/);
});

test('a TCP connection inside ESP: connected, without answer, refused', async () => {
  const answered = challenged()
    .espTcp('uc->ps')
    .espTcp('ps->uc', { flags: TCP_FLAG.SYN | TCP_FLAG.ACK });
  expect((await stepsOf(answered)).at(-1)).toBe('good TCP 31001 to 5063 inside ESP: SYN, connected');
  const silent = challenged().espTcp('uc->ps').wait(1).espTcp('uc->ps');
  expect((await stepsOf(silent)).at(-1)).toBe(
    'bad TCP 31001 to 5063 inside ESP: SYN sent 2 times, no answer',
  );
  const refused = challenged()
    .espTcp('uc->ps')
    .espTcp('ps->uc', { flags: TCP_FLAG.RST | TCP_FLAG.ACK });
  expect((await stepsOf(refused)).at(-1)).toBe('bad TCP 31001 to 5063 inside ESP: SYN, refused (RST)');
});
