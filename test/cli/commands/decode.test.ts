import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { fixture, labCaptures, protectedTruth, truthOf } from '../../support/programs/lab.ts';
import { ims } from '../../support/programs/terminal.ts';

const FILE = 'a22-v6-tcp-aes-cbc-hmac-sha-1-96.sll.pcap';
const CAPTURE = fixture(FILE);

test('text: one line a message on standard output, the summary on standard error', async () => {
  const { exitCode, stdout, stderr } = await ims(['decode', CAPTURE]);
  expect(exitCode).toBe(0);
  const lines = stdout.trimEnd().split('\n');
  expect(lines.filter(line => / (uc->ps|pc->us|ps->uc|us->pc) good /.test(line)).length).toBe(27);
  expect(stderr).toMatch(/ims-esp: \d+ frames, \d+ ESP packets, \d+ SIP messages \(27 protected\)/);
});

test('-q leaves standard error empty', async () => {
  expect((await ims(['decode', '-q', CAPTURE])).stderr).toBe('');
});

test('-V prints the messages whole', async () => {
  const { stdout } = await ims(['decode', '-V', CAPTURE]);
  expect(stdout).toMatch(/ESP SPI 0x[0-9a-f]{8} sequence \d+ ICV good, transport mode/);
  expect(stdout).toContain('        Security-Verify: ipsec-3gpp');
});

test('-T json: header first, summary last, and every protected message byte-exact', async () => {
  const { stdout } = await ims(['decode', '-T', 'json', CAPTURE]);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line));
  expect(lines[0]).toMatchObject({ type: 'header', schema: 'ims-esp/1', files: [CAPTURE] });
  expect(lines.at(-1)).toMatchObject({
    type: 'summary',
    esp: { icvBad: 0 },
    registrations: { registered: 1 },
  });
  expect(lines.filter(({ type }) => type === 'sa').length).toBe(4);
  expect(lines.find(({ type }) => type === 'registration')).toMatchObject({
    outcome: 'registered',
    ue: 'fd10::2',
    pcscf: 'fd10::1',
  });

  const seen = lines
    .filter(({ type, esp }) => type === 'sip' && esp !== null)
    .map(
      ({ esp, startLine, raw }) =>
        `${esp.spi} ${startLine} ${createHash('sha256').update(raw, 'latin1').digest('hex')}`,
    );
  const capture = labCaptures().find(({ path }) => path === CAPTURE);
  if (capture === undefined) throw new Error('the fixture is missing');
  expect([...new Set(seen)].sort()).toEqual(protectedTruth(truthOf(capture)));
});

test('-T fields prints the fields asked for, as tshark names them', async () => {
  const { stdout } = await ims([
    'decode',
    '-q',
    '-T',
    'fields',
    '-e',
    'frame.number',
    '-e',
    'sip.Method',
    '-e',
    'sip.Status-Code',
    '-E',
    'separator=,',
    CAPTURE,
  ]);
  expect(stdout.split('\n').slice(0, 3)).toEqual(['4,REGISTER,', '6,REGISTER,', '7,,401']);
});

test.each([
  [['-T', 'fields'], '-T fields: expected at least one -e FIELD, found none'],
  [['-e', 'sip.Method'], '-e and -E need -T fields'],
  [['-T', 'json', '-E', 'header=y'], '-e and -E need -T fields'],
  [['-T', 'fields', '-e', 'sip.nonsense'], "-e: no field is named 'sip.nonsense'"],
  [['-T', 'fields', '-e', 'sip.method'], "-e: no field is named 'sip.method'; did you mean 'sip.Method'?"],
  [['-T', 'fields', '-e', 'sip.auth.ck'], '-e: sip.auth.ck is a key: give --show-keys to print it'],
  [
    ['-T', 'fields', '-e', 'sip.Method', '-E', 'bom=maybe'],
    "-E: expected bom=y|n, header=y|n, separator=/t|/s|C, aggregator=,|/s|C, occurrence=f|l|a or quote=d|s|n, found 'bom=maybe'",
  ],
])('%j is refused in one line', async (options, message) => {
  const { exitCode, stderr } = await ims(['decode', '-q', ...options, CAPTURE]);
  expect([exitCode, stderr]).toEqual([1, `ims-esp: ${message} (see ims-esp decode --help)\n`]);
});

describe('-Y', () => {
  const FILTER = 'esp && sip.Status-Code >= 200';

  test('text: what does not pass is not printed; the summary counts everything and says what was shown', async () => {
    const { exitCode, stdout, stderr } = await ims(['decode', '-Y', FILTER, CAPTURE]);
    expect(exitCode).toBe(0);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(5);
    expect(lines.filter(line => !/good {2,}\d{3} /.test(line))).toEqual([]);
    expect(stderr).toContain(`SIP messages (27 protected), ${lines.length} displayed\n`);
  });

  test('fields: times count from the first frame, whether it is printed or not', async () => {
    const options = ['-T', 'fields', '-e', 'frame.number', '-e', 'frame.time_relative'];
    const all = await ims(['decode', '-q', ...options, CAPTURE]);
    const some = await ims(['decode', '-q', ...options, '--display-filter', 'frame.number == 7', CAPTURE]);
    expect(some.stdout).toBe(
      all.stdout
        .split('\n')
        .filter(line => line.startsWith('7\t'))
        .join('\n')
        .concat('\n'),
    );
    expect(some.stdout).toMatch(/^7\t0\.\d{9}\n$/);
  });

  test('json: only sip lines are left out', async () => {
    const types = async (...options: string[]) =>
      (await ims(['decode', '-q', '-T', 'json', ...options, CAPTURE])).stdout
        .trimEnd()
        .split('\n')
        .map(line => JSON.parse(line).type as string);
    const all = await types();
    const some = await types('-Y', 'sip.Method == "MESSAGE"');
    expect(some.filter(type => type !== 'sip')).toEqual(all.filter(type => type !== 'sip'));
    expect(some.filter(type => type === 'sip').length).toBe(12);
    expect(some).toContain('sip');
  });

  test('the empty filter shows everything', async () => {
    const { stdout } = await ims(['decode', '-q', '-Y', '', CAPTURE]);
    expect(stdout).toBe((await ims(['decode', '-q', CAPTURE])).stdout);
  });

  test.each([
    ['sip.Foo == 1', "no field is named 'sip.Foo'", '^~~~~~~'],
    ['udp.port == x', "expected a number, found 'x'", '            ^'],
    ['sip and', 'expected a field or a value, found the end of the filter', '       ^'],
  ])('%s is refused with its place, before anything is printed', async (filter, message, mark) => {
    for (const format of [[], ['-T', 'json'], ['-T', 'fields', '-e', 'sip.Method', '-E', 'header=y']]) {
      const printed = await ims(['decode', ...format, '-Y', filter, CAPTURE]);
      expect(printed).toEqual({
        exitCode: 1,
        stdout: '',
        stderr: `ims-esp: -Y: ${message}\n  ${filter}\n  ${mark}\n`,
      });
    }
  });
});

test('-w writes the whole capture, so it does not go with -Y', async () => {
  const { exitCode, stderr } = await ims(['decode', CAPTURE, '-w', 'none.pcapng', '-Y', 'sip']);
  expect([exitCode, stderr]).toEqual([
    1,
    'ims-esp: -w writes every frame and cannot be combined with -Y (see ims-esp decode --help)\n',
  ]);
});
