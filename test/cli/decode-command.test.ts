import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { fixture, labCaptures, protectedTruth, truthOf } from '../support/lab.ts';
import { ims } from '../support/terminal.ts';

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
  [['-T', 'fields'], '-T fields: at least one -e FIELD was expected'],
  [['-T', 'fields', '-e', 'sip.nonsense'], "-e: no field is named 'sip.nonsense'"],
  [
    ['-T', 'fields', '-e', 'sip.Method', '-E', 'bom=y'],
    "-E: header=, separator= or quote= was expected, 'bom=y' was found",
  ],
])('%j is refused in one line', async (options, message) => {
  const { exitCode, stderr } = await ims(['decode', '-q', ...options, CAPTURE]);
  expect([exitCode, stderr]).toEqual([1, `ims-esp: ${message} (see ims-esp --help)\n`]);
});
