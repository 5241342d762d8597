import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { isBuilt } from '../../support/programs/built.ts';
import { hepPayload, TcpReceiver, UdpReceiver } from '../../support/programs/hep-receiver.ts';
import { fixture } from '../../support/programs/lab.ts';
import { ROOT } from '../../support/programs/root.ts';
import { ims } from '../../support/programs/terminal.ts';
import { hasTshark } from '../../support/programs/tshark.ts';

const CAPTURE = fixture('a04-v4-udp-aes-cbc-hmac-sha-1-96.sll2.pcap');
const hasSngrep = has('sngrep');

/** The messages that JSON shows. */
async function messagesOf(...options: string[]): Promise<string[]> {
  const { stdout } = await ims(['decode', '-q', '-T', 'json', '--hide-raw', ...options, CAPTURE]);
  return stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
    .filter(({ type }) => type === 'sip')
    .map(({ raw }) => raw);
}

describe('--hep', () => {
  test('sends what is printed, over UDP and TCP', async () => {
    const [udp, tcp] = [new UdpReceiver(), new TcpReceiver()];
    const [to, over] = [`127.0.0.1:${await udp.listen()}`, `127.0.0.1:${await tcp.listen()}/tcp`];
    const printed = await ims(['decode', CAPTURE]);
    for (const target of [to, over]) {
      const { exitCode, stdout, stderr } = await ims(['decode', '--hep', target, CAPTURE]);
      expect([exitCode, stdout]).toEqual([0, printed.stdout]);
      expect(stderr).toContain(`${target}: 42 messages sent as HEP`);
    }
    await expect.poll(() => udp.packets.length).toBe(42);
    const messages = await messagesOf();
    expect(udp.packets.map(hepPayload)).toEqual(messages);
    expect(tcp.packets.map(hepPayload)).toEqual(messages);
    // The challenge has keys, which are hidden as everywhere.
    expect(messages.join()).toContain('(hidden)');
    await Promise.all([udp.close(), tcp.close()]);
  });

  test('the display filter chooses', async () => {
    const tcp = new TcpReceiver();
    const filter = 'esp and sip.Method == "REGISTER"';
    const argv = ['decode', '-q', '-Y', filter, '--hep', `127.0.0.1:${await tcp.listen()}/tcp`, CAPTURE];
    expect((await ims(argv)).exitCode).toBe(0);
    expect(tcp.packets.map(hepPayload)).toEqual(await messagesOf('-Y', filter));
    await tcp.close();
  });

  test('what cannot be sent is counted, and exit code 2', async () => {
    const { exitCode, stdout, stderr } = await ims(['decode', '--hep', 'no-such-host.invalid:9060', CAPTURE]);
    expect([exitCode, stdout]).toEqual([2, (await ims(['decode', CAPTURE])).stdout]);
    expect(stderr).toMatch(/no-such-host\.invalid:9060: 42 messages could not be sent: .*no-such-host/);
    expect((await ims(['decode', '--hep', 'homer', CAPTURE])).exitCode).toBe(1);
  });

  test.skipIf(!isBuilt || process.platform !== 'linux').each([
    ['before it begins', ['--keys', '/no/such/file']],
    ['while it writes', ['-w', '/dev/full']],
  ])('a run that is refused %s does not wait for a collector', async (_, options) => {
    const tcp = new TcpReceiver();
    const program = join(ROOT, 'bin/ims-esp.js');
    for (const target of [`127.0.0.1:${await tcp.listen()}/tcp`, '127.0.0.1:9060']) {
      const { status, signal } = spawnSync(
        process.execPath,
        [program, 'decode', '-q', '--hep', target, ...options, CAPTURE],
        { stdio: 'ignore', timeout: 30_000 },
      );
      expect([status === 0, signal]).toEqual([false, null]);
    }
    await tcp.close();
  });

  describe.skipIf(!hasSngrep || !hasTshark)('sngrep', () => {
    let folder: string;
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
    });
    afterAll(() => rmSync(folder, { recursive: true }));

    test('receives it, with the ends inside ESP', async () => {
      const port = await freePort();
      const out = join(folder, 'sngrep.pcap');
      const sngrep = spawn('sngrep', ['-F', '-N', '-q', '-L', `udp:127.0.0.1:${port}`, '-O', out], {
        stdio: 'ignore',
        env: { ...process.env, TERM: 'xterm' },
      });
      await new Promise(resolve => setTimeout(resolve, 1500));
      await ims(['decode', '-q', '--hep', `127.0.0.1:${port}`, CAPTURE]);
      await new Promise(resolve => setTimeout(resolve, 1500));
      const ended = new Promise(resolve => sngrep.on('exit', resolve));
      sngrep.kill('SIGTERM');
      await ended;
      const fields = ['-T', 'fields', '-e', 'ip.src', '-e', 'udp.srcport', '-e', 'sip.CSeq'];
      const received = execFileSync('tshark', ['-n', '-r', out, '-Y', 'sip', ...fields], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      const own = await ims(['decode', '-q', ...fields, CAPTURE]);
      const sorted = (text: string) => text.trimEnd().split('\n').sort();
      expect(sorted(received).length).toBeGreaterThan(30);
      for (const line of sorted(received)) expect(sorted(own.stdout)).toContain(line);
    });
  });
});

function has(program: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>(resolve => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  await new Promise<void>(resolve => socket.close(() => resolve()));
  return port;
}
