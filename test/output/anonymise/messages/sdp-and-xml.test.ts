import { expect, test } from 'vitest';
import { anonymousSdp, anonymousXml } from '../../../../src/output/anonymise/messages/sdp-and-xml.ts';
import { Mapping } from '../../../../src/output/anonymise/names/mapping.ts';

const mapping = new Mapping(Buffer.from('one secret'));

test('SDP keeps media and ports, and loses hosts, people and keys', () => {
  const text =
    'v=0\r\no=alice 12 34 IN IP6 2001:db8::7\r\ns=-\r\nm=audio 4000 RTP/AVP 96\r\na=rtpmap:96 AMR/8000\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:c2VjcmV0\r\na=rtcp:4001 IN IP6 2001:db8::7\r\n';
  const shown = anonymousSdp(text, mapping);
  expect(shown.length).toBe(text.length);
  expect(shown).not.toMatch(/alice|2001:db8::7|c2VjcmV0/);
  for (const kept of ['IN IP6', 's=-', 'm=audio 4000 RTP/AVP 96', 'a=rtpmap:96 AMR/8000', 'inline:'])
    expect(shown).toContain(kept);
});

test('XML keeps its elements and states', () => {
  const text =
    '<?xml version="1.0"?><registration aor="sip:alice@example.org" id="a7" state="active"><contact event="registered"><uri>sip:alice@10.0.0.1</uri></contact></registration>';
  const shown = anonymousXml(text, mapping);
  expect(shown.length).toBe(text.length);
  expect(shown).not.toMatch(/alice|example|10\.0\.0\.1/);
  expect(shown).toMatch(/<registration aor="sip:\w+@.* state="active"><contact event="registered"><uri>/);
});
