import { expect, test } from 'vitest';
import { sdpItems } from '../../../src/output/compare/sdp-items.ts';
import { message } from './compare-messages.ts';

const SDP = [
  ...['v=0', 'o=- 1 1 IN IP4 10.0.0.2', 's=-', 'c=IN IP4 10.0.0.2', 't=0 0', 'a=sendrecv'],
  ...[
    'm=audio 40000 RTP/AVP 104 96',
    'b=AS:41',
    'a=rtpmap:104 AMR-WB/16000/1',
    'a=fmtp:104 mode-change-capability=2',
  ],
  ...[
    'a=rtpmap:96 telephone-event/16000',
    'a=curr:qos local none',
    'a=des:qos mandatory local sendrecv',
    'a=ptime:20',
  ],
  ...['m=video 0 RTP/AVP 97'],
].join('\r\n');

test('media, codecs with their formats, bandwidths, preconditions and attributes', () => {
  const invite = message('INVITE sip:x SIP/2.0', ['Content-Type: application/sdp'], SDP);
  expect(Object.fromEntries(sdpItems(invite))).toEqual({
    'SDP session a=sendrecv': 'yes',
    'SDP audio': 'RTP/AVP',
    'SDP audio b=AS': '41',
    'SDP audio codec AMR-WB/16000/1': 'yes',
    'SDP audio format of AMR-WB/16000/1': 'mode-change-capability=2',
    'SDP audio codec telephone-event/16000': 'yes',
    'SDP audio a=curr:qos local': 'none',
    'SDP audio a=des:qos mandatory local': 'sendrecv',
    'SDP audio a=ptime': '20',
    'SDP video': 'RTP/AVP, refused',
  });
});

test('a body of another type has none', () => {
  expect(sdpItems(message('INVITE sip:x SIP/2.0', ['Content-Type: text/plain'], SDP))).toEqual([]);
});
