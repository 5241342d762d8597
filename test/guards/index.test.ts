import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import * as api from '../../src/index.ts';
import { fixture } from '../support/programs/lab.ts';

const CAPTURE = fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap');

/** The code of each example in the doc comment of the public API, without its import line. */
const examples = (readFileSync(new URL('../../src/index.ts', import.meta.url), 'utf8').split('*/')[0] ?? '')
  .split('@example ')
  .slice(1)
  .map(text => {
    const [title = '', ...lines] = text.split('\n').map(line => line.replace(/^ \* ?/, ''));
    return [title, lines.filter(line => !line.startsWith('import ')).join('\n')] as const;
  });

/** What each example prints for the capture. */
const EXPECTED: Record<string, string[]> = {
  'Count the protected messages of a capture': ['19 21'],
  'Write a Wireshark profile for it': ['# SIP on the protected ports, written by ims-esp.'],
  'Show the outcome of each registration': [
    'sip:001010000000001@ims.mnc001.mcc001.3gppnetwork.org registered',
  ],
  'Show why it failed': ['Registered for 600000 s, protected by SA set 1 (hmac-sha-1-96/aes-cbc) '],
  'Decrypt with the SAs of Wireshark': [
    'line 2: expected columns in double quotes with commas between them',
    'uc->ps 20',
    'pc->us 20',
    'ps->uc 20',
    'us->pc 20',
    '21',
  ],
  'Let a USIM compute the keys, and check the answer of the phone': ['1 ', '2 confirmed'],
  'Decrypt with the keys of one challenge': ['21'],
  'Decrypt with the SAs of a Linux kernel, or with the log of a P-CSCF': [
    'expected the output of ip xfrm state, found no SA 0',
    '21',
  ],
  'Let other threads help with a large capture': ['56'],
  'Continue when an input cannot be read': [
    'true missing.pcap: no such file',
    'missing.pcap no such file',
    '56',
  ],
  'Decrypt a capture': ['56 21 true'],
  'The keys of an SA set for an IPsec stack': ['10.10.0.2 20'],
};

describe('the examples of the public API', () => {
  test.each(examples)('%s', async (title, code) => {
    const printed: string[] = [];
    const console = { log: (...values: unknown[]) => printed.push(values.join(' ').split('\n')[0] ?? '') };
    const names = Object.keys(api);
    const body = `return (async () => {${code.replaceAll('trace.pcap', CAPTURE)}})()`;
    await new Function('console', ...names, body)(console, ...Object.values(api));
    expect(printed).toEqual(EXPECTED[title]);
  });

  test('there is one for every function', () => {
    const all = examples.map(([, code]) => code).join('\n');
    const isShown = (name: string) => all.includes(`${name}(`) || all.includes(`instanceof ${name}`);
    expect(Object.keys(api).filter(name => !isShown(name))).toEqual([]);
  });
});
