import { expect, test } from 'vitest';
import { StreamContent } from '../../../src/analysis/messages/stream-content.ts';
import type { Origin } from '../../../src/model/origin.ts';
import { dns, dnsOverTcp } from '../../support/access/lookup-packets.ts';
import { diameter } from '../../support/captures/diameter.ts';
import { latin1 } from '../../support/captures/packets.ts';

const ORIGIN: Origin = { file: 0, frame: 1, frames: null, seconds: 0, nanoseconds: 0, protection: null };
const QUESTION = dnsOverTcp(dns('pcscf.ims.example', 'A'));
const MESSAGE = diameter({ command: 280, application: 0, request: true });

function content(port = 5060, wantsAll = true): { stream: StreamContent; calls: string[] } {
  const calls: string[] = [];
  const consumer = (name: string) => (midstream: boolean) => {
    calls.push(`${name} ${midstream}`);
    return {
      data: (_: Uint8Array, start: number, end: number) => calls.push(`data ${end - start}`),
      gap: (missing: number) => calls.push(`gap ${missing}`),
      end: () => calls.push('end'),
    };
  };
  const ports = { sourcePort: port, destinationPort: 40000 };
  return {
    stream: new StreamContent(ports, false, {
      sip: consumer('sip'),
      diameter: consumer('diameter'),
      hep: consumer('hep'),
      dns: wantsAll ? consumer('dns') : null,
      http2: wantsAll ? ({ frame }) => calls.push(`HTTP/2 ${frame}`) : null,
    }),
    calls,
  };
}

test('the first bytes decide, once', () => {
  const { stream, calls } = content();
  stream.data(MESSAGE, 0, MESSAGE.length, ORIGIN);
  stream.data(latin1('OPTIONS'), 0, 7, ORIGIN);
  stream.gap(5, ORIGIN, false);
  stream.end();
  expect(calls).toEqual(['diameter false', 'data 20', 'data 7', 'gap 5', 'end']);
});

test('all else is left to SIP, and what is lost before the first bytes is remembered', () => {
  const { stream, calls } = content();
  stream.gap(5, ORIGIN, false);
  stream.data(MESSAGE, 4, 20, ORIGIN);
  expect(calls).toEqual(['sip true', 'data 16']);
});

test('the port of Diameter speaks for it', () => {
  const { stream, calls } = content(3868);
  stream.data(MESSAGE, 4, 20, ORIGIN);
  expect(calls[0]).toBe('diameter false');
});

test.each([
  ['a question on the port of DNS', 53, true, QUESTION, 'dns'],
  ['its length alone, which some clients send before it', 53, true, QUESTION.subarray(0, 2), 'dns'],
  ['SIP on that port', 53, true, latin1('REGISTER sip:ims.example SIP/2.0'), 'sip'],
  ['a question on another port', 5060, true, QUESTION, 'sip'],
  ['a question that nobody wants', 53, false, QUESTION, 'sip'],
] as const)('%s', (_, port, wantsAll, bytes, name) => {
  const { stream, calls } = content(port, wantsAll);
  stream.data(bytes, 0, bytes.length, ORIGIN);
  expect(calls[0]).toBe(`${name} false`);
});

test('HTTP/2 is heard of once, and read like any other stream that is not known', () => {
  const preface = latin1('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
  const { stream, calls } = content();
  for (let i = 0; i < 2; i++) stream.data(preface, 0, 24, ORIGIN);
  expect(calls).toEqual(['sip false', 'HTTP/2 1', 'data 24', 'data 24']);
  // Another reading of the same bytes is no second stream.
  const again = stream.reread(false, { takes: () => true });
  again.data(preface, 0, 24, ORIGIN);
  expect(calls.slice(4)).toEqual(['sip false', 'data 24']);
  const unheard = content(5060, false);
  unheard.stream.data(preface, 0, 24, ORIGIN);
  expect(unheard.calls).toEqual(['sip false', 'data 24']);
});

test('a stream without bytes has no content', () => {
  const { stream, calls } = content();
  stream.end();
  expect(calls).toEqual([]);
});
