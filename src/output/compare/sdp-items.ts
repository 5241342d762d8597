import { latin1 } from '../../bytes/latin1.ts';
import type { SipMessage } from '../../sip/message.ts';

/** Attributes that a media line has of its own, or that are shown with their codec. */
const SKIPPED = new Set([
  'rtpmap',
  'fmtp',
  'ssrc',
  'cname',
  'candidate',
  'ice-ufrag',
  'ice-pwd',
  'fingerprint',
  'rtcp',
]);

/** Text lines of a body that are read: an offer of a phone has some fifty. */
const MOST_LINES = 500;

/** What session descriptions (RFC 8866) are compared by: media, codecs with their formats, and attributes. */
export function sdpItems(message: SipMessage): [item: string, value: string][] {
  if (!/^application\/sdp\b/i.test(message.header('content-type') ?? '')) return [];
  const items: [string, string][] = [];
  const body = latin1(message.bytes.subarray(message.bodyStart));
  let media = 'session';
  let codecs = new Map<string, string>();
  for (const line of body.split(/\r?\n/, MOST_LINES)) {
    const [, kind = '', text = ''] = /^([a-z])=(.*)$/.exec(line) ?? [];
    if (kind === 'm') {
      const [name = '', port = '', profile = ''] = text.split(' ');
      media = name;
      codecs = new Map();
      items.push([`SDP ${media}`, port === '0' ? `${profile}, refused` : profile]);
    } else if (kind === 'b')
      items.push([`SDP ${media} b=${text.split(':', 1)}`, text.slice(text.indexOf(':') + 1)]);
    else if (kind === 'a') {
      const item = attributeItem(text, `SDP ${media}`, codecs);
      if (item !== null) items.push(item);
    }
  }
  return items;
}

/** @param codecs names by payload type, in this media. */
function attributeItem(text: string, media: string, codecs: Map<string, string>): [string, string] | null {
  const colon = text.indexOf(':');
  const name = colon < 0 ? text : text.slice(0, colon);
  const value = colon < 0 ? 'yes' : text.slice(colon + 1).trim();
  const [type = '', ...rest] = value.split(' ');
  if (name === 'rtpmap') {
    codecs.set(type, rest.join(' '));
    return [`${media} codec ${rest.join(' ')}`, 'yes'];
  }
  if (name === 'fmtp') return [`${media} format of ${codecs.get(type) ?? type}`, rest.join(' ')];
  // `a=curr:qos local none`: the state of each precondition (RFC 3312 §4).
  if (['curr', 'des', 'conf'].includes(name)) {
    const words = value.split(' ');
    return [`${media} a=${name}:${words.slice(0, -1).join(' ')}`, words.at(-1) ?? ''];
  }
  return SKIPPED.has(name) ? null : [`${media} a=${name}`, value];
}
