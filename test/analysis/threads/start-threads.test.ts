import { expect, test } from 'vitest';
import { startThreads } from '../../../src/analysis/threads/start-threads.ts';
import { fixture } from '../../support/programs/lab.ts';

test.each([
  ['a small capture', [fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap')], 8],
  ['a capture that is not there', ['no-such.pcap'], 8],
  ['a name that is too long', ['x'.repeat(5000)], 8],
  ['a path through a file', [`${fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap')}/x`], 8],
  ['standard input', ['-'], 8],
  ['one job', [fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap')], 1],
])('%s starts none', (_, files, jobs) => expect(startThreads(files, jobs)).toEqual([]));
