import { expect, test } from 'vitest';
import { anonymousDiameter, bcd, maybeDiameter } from '../../../../src/output/anonymise/messages/diameter.ts';
import { replacing } from '../../../support/captures/anonymised.ts';
import { cxOctets } from '../../../support/captures/cx.ts';
import { avp, diameter } from '../../../support/captures/diameter.ts';
import { latin1, u32 } from '../../../support/captures/packets.ts';

const vector: { nonce: string; xres: Uint8Array; ck: Uint8Array; ik: Uint8Array } = {
  nonce: Buffer.from(Uint8Array.from({ length: 32 }, (_, i) => i)).toString('base64'),
  xres: latin1('XRESXRES'),
  ck: latin1('CKCKCKCKCKCKCKCK'),
  ik: latin1('IKIKIKIKIKIKIKIK'),
};

test('identities and vectors of Cx are replaced, and the form stays', () => {
  const octets = cxOctets({
    command: 'MA',
    endToEnd: 5,
    result: 2001,
    impi: 'alice@example.org',
    impu: 'sip:alice@example.org',
    vector,
  });
  const before = Buffer.from(octets).toString('latin1');
  expect(anonymousDiameter(octets, 0, octets.length, replacing())).toBe(true);
  const after = Buffer.from(octets).toString('latin1');
  expect(after.length).toBe(before.length);
  expect(after).not.toMatch(/alice|example|XRES|CKCK|IKIK/);
  expect(after).toContain('sip:');
  const mapped = Uint8Array.from(Buffer.from(vector.nonce, 'base64'));
  replacing().mapping.octets(mapped);
  expect(Buffer.from(octets).includes(Buffer.from(mapped))).toBe(true);
});

test('addresses are replaced, numbers and the APN stay', () => {
  const octets = diameter(
    { command: 272, application: 16_777_238, request: true },
    avp(8, 0, [10, 0, 0, 1]),
    avp(97, 0, [0, 64, 0x20, 1, 0xd, 0xb8, 0, 1, 0, 2]),
    avp(30, 0, latin1('ims')),
    avp(416, 0, u32(1)),
    avp(443, 0, avp(444, 0, latin1('001010000000001'))),
  );
  const before = Buffer.from(octets);
  anonymousDiameter(octets, 0, octets.length, replacing());
  const after = Buffer.from(octets);
  for (const lost of [Buffer.from([10, 0, 0, 1]), Buffer.from([0x20, 1, 0xd, 0xb8]), '001010000000001'])
    expect([before.includes(lost), after.includes(lost)]).toEqual([true, false]);
  expect(after.includes('ims')).toBe(true);
});

test('digits in BCD get the replacement that they have in text', () => {
  const { mapping } = replacing();
  const octets = Uint8Array.of(0x00, 0x01, 0x21, 0xf3);
  bcd(octets, 0, 4, { mapping });
  const digits = [...octets].map(octet => `${octet & 15}${octet >> 4}`).join('');
  expect(digits).toBe(`${mapping.word('0010123')}15`);
});

test('what is no whole message is refused', () => {
  const octets = cxOctets({ command: 'MA', endToEnd: 5, impi: 'alice@example.org' });
  expect(anonymousDiameter(octets, 0, octets.length - 4, replacing())).toBe(false);
  expect(maybeDiameter(octets, 0, 10)).toBe(true);
  expect(maybeDiameter(latin1('SIP/2.0 200 OK'), 0, 14)).toBe(false);
});
