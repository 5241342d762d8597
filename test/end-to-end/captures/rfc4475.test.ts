import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { analyse } from '../../../src/analysis/analyse.ts';
import type { SipEvent } from '../../../src/analysis/events/sip-event.ts';
import { ethernet, ip, udp } from '../../support/captures/packets.ts';
import { pcapFile } from '../../support/captures/pcap-file.ts';
import { SHARED } from '../../support/programs/lab.ts';

const MESSAGES = join(SHARED, 'public', 'rfc4475');

const FLOW = { source: '10.0.0.1', sourcePort: 5060, destination: '10.0.0.2', destinationPort: 5060 };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A message of RFC 4475 sent in a UDP datagram: what was read of it, and the codes of the issues. */
async function received<T>(
  name: string,
  read: (event: SipEvent) => T,
): Promise<{ seen: T[]; issues: string[] }> {
  const capture = join(folder, `${name}.pcap`);
  const data = ethernet(ip(FLOW, 17, udp(FLOW, readFileSync(join(MESSAGES, `${name}.dat`)))));
  writeFileSync(capture, pcapFile([{ seconds: 1, nanoseconds: 0, data }], { linkType: 1 }));
  const seen: T[] = [];
  const issues: string[] = [];
  await analyse([{ name: capture }], {
    on: {
      sip: event => seen.push(read(event)),
      issue: ({ code }) => issues.push(code),
    },
  });
  return { seen, issues };
}

/** What RFC 4475 says of a valid message, or of one that an element can read and must refuse for other reasons. */
interface Meaning {
  readonly method: string | null;
  readonly status: number | null;
  readonly cseq: string | undefined;
  readonly uri: string | null;
  readonly body: number;
}

const meaning = ({ message }: SipEvent): Meaning => ({
  method: message.method,
  status: message.status,
  cseq: message.cseq === null ? undefined : `${message.cseq.number} ${message.cseq.method}`,
  uri: message.requestUri,
  body: message.bytes.length - message.bodyStart,
});

const request = (method: string, uri: string, cseq: number, body = 0): Meaning => ({
  method,
  status: null,
  cseq: `${cseq} ${method}`,
  uri,
  body,
});

const response = (status: number, cseq: string, body = 0): Meaning => ({
  method: null,
  status,
  cseq,
  uri: null,
  body,
});

const METHOD = "!interesting-Method0123456789_*+`.%indeed'~";
const UNUSUAL =
  "sip:1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*:&it+has=1,weird!*pas$wo~d_too.(doesn't-it)@example.com";

const VALID: readonly (readonly [name: string, section: string, meaning: Meaning])[] = [
  ['wsinv', '3.1.1.1', request('INVITE', 'sip:vivekg@chair-dnrc.example.com;unknownparam', 9, 150)],
  ['intmeth', '3.1.1.2', request(METHOD, UNUSUAL, 139122385)],
  ['esc01', '3.1.1.3', request('INVITE', 'sip:sips%3Auser%40example.com@example.net', 234234, 150)],
  ['escnull', '3.1.1.4', request('REGISTER', 'sip:example.com', 14398234)],
  ['esc02', '3.1.1.5', request('RE%47IST%45R', 'sip:registrar.example.com', 29344)],
  ['lwsdisp', '3.1.1.6', request('OPTIONS', 'sip:user@example.com', 60)],
  ['longreq', '3.1.1.7', request('INVITE', 'sip:user@example.com', 3882340, 150)],
  ['dblreq', '3.1.1.8', request('REGISTER', 'sip:example.com', 8)],
  ['semiuri', '3.1.1.9', request('OPTIONS', 'sip:user;par=u%40example.net@example.com', 8)],
  ['transports', '3.1.1.10', request('OPTIONS', 'sip:user@example.com', 60)],
  ['mpart01', '3.1.1.11', request('MESSAGE', 'sip:kumiko@example.org', 1, 553)],
  ['unreason', '3.1.1.12', response(200, '35 INVITE', 154)],
  ['noreason', '3.1.1.13', response(100, '35 INVITE')],
  ['unkscm', '3.3.2', request('OPTIONS', 'nobodyKnowsThisScheme:totallyopaquecontent', 3923423)],
  ['novelsc', '3.3.3', request('OPTIONS', 'soap.beep://192.0.2.103:3002', 3923423)],
  ['unksm2', '3.3.4', request('REGISTER', 'sip:example.com', 234902)],
  ['bext01', '3.3.5', request('OPTIONS', 'sip:user@example.com', 8)],
  ['invut', '3.3.6', request('INVITE', 'sip:user@example.com', 235448, 40)],
  ['regaut01', '3.3.7', request('REGISTER', 'sip:example.com', 9338)],
  ['bcast', '3.3.10', response(200, '35 INVITE', 154)],
  ['zeromf', '3.3.11', request('OPTIONS', 'sip:user@example.com', 39234321)],
  ['cparam01', '3.3.12', request('REGISTER', 'sip:example.com', 2)],
  ['cparam02', '3.3.13', request('REGISTER', 'sip:example.com', 3)],
  ['regescrt', '3.3.14', request('REGISTER', 'sip:example.com', 14398234)],
  ['sdp01', '3.3.15', request('INVITE', 'sip:user@example.com', 8, 150)],
  ['inv2543', '3.4.1', request('INVITE', 'sip:UserB@example.com', 56, 105)],
];

const INVALID: readonly (readonly [name: string, section: string, issues: readonly string[]])[] = [
  ['badinv01', '3.1.2.1', ['sip-via', 'sip-name-address']],
  ['clerr', '3.1.2.2', ['sip-content-length-too-long']],
  ['ncl', '3.1.2.3', ['sip-content-length-bad']],
  ['scalar02', '3.1.2.4', ['sip-cseq', 'sip-number', 'sip-number']],
  ['scalarlg', '3.1.2.5', ['sip-cseq', 'sip-number', 'sip-warning']],
  ['quotbal', '3.1.2.6', ['sip-name-address']],
  ['ltgtruri', '3.1.2.7', ['sip-request-line']],
  ['lwsruri', '3.1.2.8', ['sip-request-line']],
  ['lwsstart', '3.1.2.9', ['sip-request-line']],
  ['trws', '3.1.2.10', ['sip-start-line']],
  ['escruri', '3.1.2.11', ['sip-request-line']],
  ['baddate', '3.1.2.12', ['sip-date']],
  ['regbadct', '3.1.2.13', ['sip-name-address']],
  ['badaspec', '3.1.2.14', ['sip-name-address']],
  // This copy of the message lacks the empty line behind its headers.
  ['baddn', '3.1.2.15', ['sip-header-section-cut', 'sip-name-address', 'sip-name-address']],
  ['badvers', '3.1.2.16', ['sip-start-line']],
  ['mismatch01', '3.1.2.17', ['sip-cseq']],
  ['mismatch02', '3.1.2.18', ['sip-cseq']],
  ['bigcode', '3.1.2.19', ['sip-start-line']],
  ['badbranch', '3.2.1', ['sip-via']],
  ['insuf', '3.3.1', ['sip-header-missing', 'sip-header-missing', 'sip-header-missing']],
  ['multi01', '3.3.8', new Array(5).fill('sip-header-repeated')],
  ['mcl01', '3.3.9', ['sip-content-length-bad']],
];

describe.skipIf(!existsSync(MESSAGES))('the torture messages of RFC 4475 in UDP', () => {
  test.each(VALID)('%s (§%s) is what the RFC says', async (name, _, expected) => {
    expect(await received(name, meaning)).toEqual({ seen: [expected], issues: [] });
  });

  test.each(INVALID)('%s (§%s) is an issue', async (name, _, expected) => {
    expect((await received(name, meaning)).issues).toEqual(expected);
  });

  test('what stands in the headers of the hard ones', async () => {
    const parts = ({ message: { to, from, via, contacts, callId } }: SipEvent) => ({
      to: to?.uri,
      from: from?.uri,
      tag: from?.tag,
      via: via?.host,
      contacts: contacts.map(({ uri }) => uri),
      callId,
    });
    expect((await received('wsinv', parts)).seen).toEqual([
      {
        to: 'sip:vivekg@chair-dnrc.example.com',
        from: 'sip:jdrosen@example.com',
        tag: '98asjd8',
        via: '192.0.2.2',
        contacts: ['sip:jdrosen@example.com'],
        callId: 'wsinv.ndaksdj@192.0.2.1',
      },
    ]);
    expect((await received('escnull', parts)).seen[0]?.contacts).toEqual([
      'sip:%00@host5.example.com',
      'sip:%00%00@host5.example.com',
    ]);
    expect((await received('intmeth', parts)).seen[0]).toMatchObject({
      from: 'sip:mundane@example.com',
      tag: "_token~1'+`*%!-.",
    });
    expect((await received('lwsdisp', parts)).seen[0]?.from).toBe('sip:caller@example.com');
    expect((await received('unksm2', parts)).seen[0]?.to).toBe('isbn:2983792873');
  });
});
