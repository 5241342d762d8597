import { describe, expect, test } from 'vitest';
import { hepTarget } from '../../../src/cli/hep/hep-target.ts';

describe('the target of --hep', () => {
  test.each([
    ['homer.example:9060', { host: 'homer.example', port: 9060, transport: 'udp' }],
    ['127.0.0.1:9060/udp', { host: '127.0.0.1', port: 9060, transport: 'udp' }],
    ['127.0.0.1:9061/tcp', { host: '127.0.0.1', port: 9061, transport: 'tcp' }],
    ['[::1]:9060/tcp', { host: '::1', port: 9060, transport: 'tcp' }],
  ])('%s', (text, target) => {
    expect(hepTarget(text)).toEqual(target);
  });

  test.each([
    '',
    'homer',
    ':9060',
    'homer:0',
    'homer:65536',
    'homer:9060/tls',
    '::1:9060',
    'ho mer:1',
    'a:1/',
  ])('%j is refused', text => {
    expect(() => hepTarget(text)).toThrow(/^--hep: expected HOST:PORT/);
  });
});
