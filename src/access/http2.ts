import { latin1 } from '../bytes/latin1.ts';

/** How a client begins HTTP/2 without TLS (RFC 9113 §3.4). */
const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';

/** Does a stream that begins with these bytes carry HTTP/2, as N5 and all interfaces of the 5G core do (TS 29.500 §5.2)? */
export function isHttp2(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start >= PREFACE.length && latin1(bytes, start, start + PREFACE.length) === PREFACE;
}
