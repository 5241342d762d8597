import { fromLatin1, latin1 } from '../../../bytes/latin1.ts';
import type { Mapping } from '../names/mapping.ts';
import { withoutNames } from '../names/names.ts';
import { anonymousSdp, anonymousXml } from './sdp-and-xml.ts';
import { anonymousField, anonymousStartLine, fieldsOf, fieldValue, type Replacing } from './sip-headers.ts';

/**
 * A SIP message with other identities, of the same length: names in the start line, in all headers and in the body. What
 * is not known to be harmless is replaced. A message may be cut.
 *
 * @param text octets as characters U+0000 to U+00FF.
 */
export function anonymousSip(text: string, replacing: Replacing, depth = 0): string {
  const end = /\r?\n\r?\n/.exec(text);
  const head = end === null ? text : text.slice(0, end.index);
  const gap = end?.[0] ?? '';
  const body = text.slice(head.length + gap.length);
  const fields = fieldsOf(head);
  const [first = ''] = fields;
  const type = fieldValue(fields, 'content-type');
  const shownBody = withoutNamesInBody(body, type, replacing, depth);
  const method = /^[^ ]*/.exec(first)?.[0] ?? '';
  const message = { method, body, shownBody };
  const shown = fields.map((field, i) =>
    i === 0 ? anonymousStartLine(field, replacing.mapping) : anonymousField(field, replacing, message),
  );
  return `${shown.join('')}${gap}${shownBody}`;
}

/**
 * A body with other names, of the same length: SDP, XML, text, SIP in SIP, and the parts of a multipart. Of SMS and of
 * types that are not known all octets are replaced.
 *
 * @param type the value of Content-Type.
 */
function withoutNamesInBody(body: string, type: string, replacing: Replacing, depth: number): string {
  const { mapping } = replacing;
  if (body === '') return body;
  const kind = type.split(';')[0]?.trim().toLowerCase() ?? '';
  if (kind === 'application/sdp') return anonymousSdp(body, mapping);
  if (kind.endsWith('xml')) return anonymousXml(body, mapping);
  if (kind.startsWith('message/sip') && depth < MOST_PARTS_DEEP)
    return anonymousSip(body, replacing, depth + 1);
  if (kind.startsWith('multipart/') && depth < MOST_PARTS_DEEP) return parts(body, type, replacing, depth);
  return kind !== SMS && isText(body) ? withoutNames(body, mapping) : blotted(body, mapping);
}

function parts(body: string, type: string, replacing: Replacing, depth: number): string {
  const boundary = /boundary="?([^";]{1,70})/i.exec(type)?.[1]?.trim();
  if (boundary === undefined) return withoutNames(body, replacing.mapping);
  return body
    .split(`--${boundary}`)
    .map(part => {
      const end = /\r?\n\r?\n/.exec(part);
      if (end === null) return withoutNames(part, replacing.mapping);
      const at = end.index + end[0].length;
      const fields = fieldsOf(part.slice(0, at));
      const content = part.slice(at);
      const tail = /\r?\n$/.exec(content)?.[0] ?? '';
      const inner = content.slice(0, content.length - tail.length);
      const shown = withoutNamesInBody(inner, fieldValue(fields, 'content-type'), replacing, depth + 1);
      const empty = { method: '', body: '', shownBody: '' };
      const head = fields.map(field =>
        field.includes(':') ? anonymousField(field, replacing, empty) : field,
      );
      return `${head.join('')}${shown}${tail}`;
    })
    .join(`--${boundary}`);
}

function isText(body: string): boolean {
  return !/[\x00-\x08\x0e-\x1f\x7f]/.test(body);
}

function blotted(body: string, mapping: Mapping): string {
  const octets = fromLatin1(body);
  mapping.octets(octets, 0, octets.length);
  return latin1(octets);
}

const SMS = 'application/vnd.3gpp.sms';
/** Levels of parts within parts: two are usual. */
const MOST_PARTS_DEEP = 4;
