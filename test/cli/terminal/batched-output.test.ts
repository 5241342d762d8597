import { PassThrough, Writable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { BatchedOutput } from '../../../src/cli/terminal/batched-output.ts';

test('gathers small pieces and sends them when settled', async () => {
  const stream = new PassThrough();
  const output = new BatchedOutput(stream);
  output.write('a');
  output.write('b');
  expect(stream.readableLength).toBe(0);
  expect(await output.settle()).toBe(false);
  expect(stream.read().toString()).toBe('ab');
});

test('less than a batch stays when more comes at once, until the end', async () => {
  const stream = new PassThrough();
  const output = new BatchedOutput(stream);
  output.write('a');
  expect(await output.settle(false)).toBe(false);
  expect(stream.readableLength).toBe(0);
  await output.finish();
  expect(stream.read().toString()).toBe('a');
});

test('bytes come after the text before them', async () => {
  const stream = new PassThrough();
  const output = new BatchedOutput(stream);
  output.write('a');
  output.writeBytes(Uint8Array.of(0xff, 0));
  output.write('b');
  await output.settle();
  expect([...(stream.read() as Buffer)]).toEqual([0x61, 0xff, 0, 0x62]);
});

test('waits while the reader is slow', async () => {
  const stream = new PassThrough({ highWaterMark: 10 });
  const output = new BatchedOutput(stream);
  output.write('x'.repeat(100_000));
  let settled = false;
  const waiting = output.settle().then(() => {
    settled = true;
  });
  await setImmediate();
  expect(settled).toBe(false);
  stream.resume();
  await waiting;
  expect(settled).toBe(true);
});

test('a reader that went away closes the output quietly', async () => {
  const stream = failing('EPIPE');
  const output = new BatchedOutput(stream);
  output.write('a');
  await output.settle();
  await setImmediate();
  output.write('b');
  expect(await output.settle()).toBe(true);
});

test('any other failure is thrown', async () => {
  const output = new BatchedOutput(failing('ENOSPC'));
  output.write('a');
  await output.settle();
  await setImmediate();
  await expect(output.settle()).rejects.toThrow('standard output: it could not be written: no space left');
});

test('at the end no failure is overlooked, however late it comes', async () => {
  for (const code of ['ENOSPC', 'EIO']) {
    const output = new BatchedOutput(failing(code));
    output.write('a');
    await expect(output.finish()).rejects.toThrow('standard output: it could not be written');
  }
  const left = new BatchedOutput(failing('EPIPE'));
  left.write('a');
  expect(await left.finish()).toBe(true);
});

test('the end is when all is written', async () => {
  let written = false;
  const stream = new Writable({
    write: (_chunk, _encoding, done) => {
      setTimeout(() => {
        written = true;
        done();
      }, 5);
    },
  });
  const output = new BatchedOutput(stream);
  output.write('a');
  expect(await output.finish()).toBe(false);
  expect(written).toBe(true);
});

test('a stream that is gone already is a reader that went away', async () => {
  const stream = new PassThrough();
  stream.destroy();
  const output = new BatchedOutput(stream);
  output.write('a');
  expect(await output.finish()).toBe(true);
});

function failing(code: string): Writable {
  return new Writable({
    write(_chunk, _encoding, done) {
      done(Object.assign(new Error(code), { code }));
    },
  });
}
