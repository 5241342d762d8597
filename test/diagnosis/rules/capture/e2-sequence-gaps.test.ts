import { expect, test } from 'vitest';
import { findingsIn } from '../../../support/events/diagnosed-file.ts';
import { findingsOf, Script } from '../../../support/events/script.ts';
import { fixture } from '../../../support/programs/lab.ts';

test('numbers that were not seen', async () => {
  const script = new Script().register().challengeMw().challenge().answer().ok();
  const [finding] = await findingsOf(
    'E2',
    script.esp('uc->ps', 'MESSAGE sip:bob@ims SIP/2.0', { sequence: 4 }),
  );
  expect(finding).toMatchObject({ severity: 'note', confidence: 'certain', frames: [{ file: 0, frame: 4 }] });
  expect(finding?.detail).toBe('2 ESP packets are missing: 2 of 4 on uc->ps (SPI 2002).');
});

test('twelve per cent of loss on the way to the P-CSCF', async () => {
  const [finding] = await findingsIn('E2', fixture('d01-v4-tcp-loss.sll2.pcap'));
  expect(finding?.detail).toMatch(/^4 ESP packets are missing: 4 of 31 on uc->ps/);
});

test('packets in another order are all there', async () => {
  expect(await findingsIn('E2', fixture('d03-v4-udp-dup-reorder.sll2.pcap'))).toEqual([]);
});
