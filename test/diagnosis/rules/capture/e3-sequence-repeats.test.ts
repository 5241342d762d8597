import { expect, test } from 'vitest';
import { findingsIn } from '../../../support/events/diagnosed-file.ts';
import { findingsOf, PCSCF, Script, UE } from '../../../support/events/script.ts';
import { fixture } from '../../../support/programs/lab.ts';

const message = 'MESSAGE sip:bob@ims SIP/2.0';
const registered = () => new Script().register().challengeMw().challenge().answer().ok();

test('a number that comes again with other octets and a good ICV', async () => {
  const [finding] = await findingsOf('E3', registered().esp('uc->ps', message, { sequence: 1 }));
  expect(finding).toMatchObject({
    severity: 'warning',
    confidence: 'certain',
    frames: [{ file: 0, frame: 6 }],
  });
  expect(finding?.detail).toContain('1 on uc->ps (SPI 2002, sent by the UE)');
});

test('nothing for duplicates, nor for the next set of SAs with the same SPIs', async () => {
  expect(await findingsIn('E3', fixture('d03-v4-udp-dup-reorder.sll2.pcap'))).toEqual([]);
  const key = { ck: new Uint8Array(16).fill(3), ik: new Uint8Array(16).fill(4) };
  const callId = 'b@ue';
  const nonce = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=';
  const keys = `ck="${'03'.repeat(16)}", ik="${'04'.repeat(16)}"`;
  const value = `Digest realm="ims", nonce="${nonce}", algorithm=AKAv1-MD5`;
  const script = registered()
    .register({ callId })
    .challengeMw({ callId, headers: { 'WWW-Authenticate': `${value}, ${keys}` } })
    .challenge({ callId, headers: { 'WWW-Authenticate': value }, ue: UE, pcscf: PCSCF })
    .answer({ callId, key, sequence: 1 });
  expect(await findingsOf('E3', script)).toEqual([]);
  expect(await findingsOf('R12', script)).toEqual([]);
});
