import { PassThrough } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { endAtInterrupt, inputsOf, isLive } from '../../../src/cli/live/live-inputs.ts';
import { CommandError, EXIT, type Terminal } from '../../../src/cli/terminal/terminal.ts';
import { fixture } from '../../support/programs/lab.ts';

const FILE = fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap');
const terminal: Terminal = { stdin: new PassThrough(), stdout: new PassThrough(), stderr: new PassThrough() };

test('what is live: standard input, pipes and devices, and what is followed', () => {
  expect(isLive({ file: [FILE] })).toBe(false);
  expect(isLive({ file: [FILE], follow: true })).toBe(true);
  expect(isLive({ file: [FILE, '-'] })).toBe(true);
  if (process.platform !== 'win32') expect(isLive({ file: ['/dev/null'] })).toBe(true);
});

test('standard input can be read once, and one capture can be followed', () => {
  expect(inputsOf({ file: [FILE, '-'] }, terminal)).toEqual([
    { name: FILE },
    { name: '-', stream: terminal.stdin },
  ]);
  expect(() => inputsOf({ file: ['-', '-'] }, terminal)).toThrow(
    new CommandError('-: expected standard input once, found it several times', EXIT.USAGE),
  );
  expect(() => inputsOf({ file: [FILE, FILE], follow: true }, terminal)).toThrow(
    new CommandError('--follow: expected one capture, found 2', EXIT.USAGE),
  );
});

test('the first interrupt ends the capture, and says so unless it shall be quiet', () => {
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  for (const quiet of [false, true]) {
    const stderr = new PassThrough();
    const { signal, stop } = endAtInterrupt({ ...terminal, stderr }, quiet);
    expect(signal.aborted).toBe(false);
    process.emit('SIGTERM');
    expect(signal.aborted).toBe(true);
    stop();
    expect(`${stderr.read() ?? ''}`.includes('the capture ends here')).toBe(!quiet);
  }
  expect(kill).not.toHaveBeenCalled();
  kill.mockRestore();
});
