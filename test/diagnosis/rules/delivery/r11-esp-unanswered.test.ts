import { describe, expect, test } from 'vitest';
import { TCP_FLAG } from '../../../../src/net/packet/datagram.ts';
import { ethernet } from '../../../support/captures/packets.ts';
import { KEY } from '../../../support/captures/sa-set.ts';
import { diagnosed, findingsOf, NONCE, PCSCF, Script, UE } from '../../../support/events/script.ts';

const end = 'OPTIONS sip:ims SIP/2.0';
const ANSWER = {
  cseq: 2,
  headers: {
    Via: 'SIP/2.0/TCP 10.0.0.1:32001;branch=z9hG4bKanswer',
    Authorization: `Digest username="alice@ims", realm="ims", uri="sip:ims", nonce="${NONCE}", response="0123456789abcdef0123456789abcdef", algorithm=AKAv1-MD5`,
  },
};
const challenged = () => new Script().register().registerMw().challengeMw().challenge();

test('good ICVs, no ESP back, and nothing on Mw', async () => {
  const [finding] = await findingsOf('R11', challenged().answer().wait(4).answer().wait(12).mw(end));
  expect(finding).toMatchObject({ severity: 'error', confidence: 'likely' });
  expect(finding?.detail).toBe(
    'The UE sends 2 ESP packets under SPI 2002 in 4.01 s, and no ESP comes back. Their ICVs are good. No REGISTER follows on Mw.',
  );
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([5, 6]);
});

test('without keys and Mw it is only possible', async () => {
  const script = new Script().register().challenge().answer().wait(12).mw(end);
  const [finding] = await findingsOf('R11', script);
  expect(finding?.confidence).toBe('possible');
  expect(finding?.detail).toMatch(
    /no ESP comes back\. Their ICVs could not be checked: no keys\. Mw was not captured\.$/,
  );
});

test('nothing where the REGISTER went on to Mw, or an answer comes', async () => {
  expect(await findingsOf('R11', challenged().answer().registerMw({ cseq: 2 }).wait(12).mw(end))).toEqual([]);
  expect(await findingsOf('R11', challenged().answer().ok())).toEqual([]);
});

test('bad ICVs explain it', async () => {
  const key = { ck: KEY.ck, ik: KEY.ck };
  expect(await findingsOf('R11', challenged().answer({ key }).wait(12).mw(end))).toEqual([]);
});

test('an answer in the clear is an answer too', async () => {
  const headers = { 'WWW-Authenticate': `Digest realm="ims", nonce="${NONCE}", algorithm=AKAv1-MD5` };
  const script = challenged().answer().clearBack('SIP/2.0 403 Forbidden', { cseq: 2, headers });
  expect(await findingsOf('R11', script.wait(12).mw(end))).toEqual([]);
});

describe('an ICMP error about the ESP proves the cause', () => {
  const ends = { ue: { ...UE, address: '2001:db8:1::2' }, pcscf: { ...PCSCF, address: '2001:db8:2::2' } };
  test.each([
    ['IPv4, protocol unreachable', {}, [3, 2], PCSCF.address, 'The host of the P-CSCF does not accept ESP'],
    ['IPv4, prohibited on the way', {}, [3, 13], '10.0.0.254', 'A firewall rejects ESP of the UE'],
    ['IPv4, host unreachable', {}, [3, 1], '10.0.0.254', 'ESP of the UE cannot reach the P-CSCF'],
    ['IPv4, REJECT of iptables', {}, [3, 3], PCSCF.address, 'A firewall rejects ESP of the UE'],
    ['IPv6, REJECT of ip6tables', ends, [1, 4], '2001:db8::fe', 'A firewall rejects ESP of the UE'],
    [
      'IPv4, fragments missing',
      {},
      [11, 1],
      PCSCF.address,
      'Fragments of ESP from the UE are lost on the way',
    ],
    ['IPv4, fragmentation needed', {}, [3, 4], '10.0.0.254', 'ESP of the UE is too large for the path'],
    ['IPv6, prohibited', ends, [1, 1], '2001:db8::fe', 'A firewall rejects ESP of the UE'],
    [
      'IPv6, unknown next header',
      ends,
      [4, 1],
      '2001:db8:2::2',
      'The host of the P-CSCF does not accept ESP',
    ],
    ['IPv6, packet too big', ends, [2, 0], '2001:db8::fe', 'ESP of the UE is too large for the path'],
  ] as const)('%s', async (_what, parts, error, source, title) => {
    const script = new Script().register(parts).challengeMw().challenge(parts).answer(parts);
    script.icmp(error, script.lastPacket, source);
    const { registrations } = await diagnosed(script);
    expect(registrations[0]?.outcome).toBe('failed');
    const grave = registrations[0]?.findings.filter(({ severity }) => severity !== 'note');
    expect(grave).toMatchObject([
      { rule: 'R11', severity: 'error', confidence: 'certain', title, settle: null },
    ]);
    expect(grave?.[0]?.frames.map(({ frame }) => frame)).toEqual([4, 5]);
  });

  test('not where ESP is answered after all', async () => {
    const script = challenged().answer();
    script.icmp([3, 2], script.lastPacket).ok();
    expect(await findingsOf('R11', script)).toEqual([]);
  });
});

describe('over TCP, the connection opens and the REGISTER gets no response', () => {
  const connected = () => {
    const flags = TCP_FLAG.SYN | TCP_FLAG.ACK;
    return challenged().espTcp('uc->ps').espTcp('ps->uc', { flags });
  };
  const sent = () => connected().espTcpMessage('uc->ps', 'REGISTER sip:ims SIP/2.0', ANSWER);

  test('no segment comes back: the large ones are lost', async () => {
    const { registrations } = await diagnosed(sent().wait(12).mw(end));
    expect(registrations[0]?.outcome).toBe('failed');
    const [finding] = registrations[0]?.findings ?? [];
    expect(finding).toMatchObject({ rule: 'R11', severity: 'error', confidence: 'likely' });
    expect(finding?.title).toBe('The TCP segments with the REGISTER do not reach the P-CSCF');
    expect(finding?.frames.map(({ frame }) => frame)).toEqual([6, 7]);
  });

  test('TCP takes it: the process does not answer', async () => {
    const script = sent().espTcp('ps->uc', { flags: TCP_FLAG.ACK, tcpSequence: 1001 });
    const [finding] = await findingsOf('R11', script.wait(12).mw(end));
    expect(finding).toMatchObject({ severity: 'error', confidence: 'likely' });
    expect(finding?.title).toBe('The P-CSCF takes the REGISTER in ESP over TCP and does not answer');
  });

  test('nothing too early, after a response, and where the REGISTER went on to Mw', async () => {
    expect(await findingsOf('R11', sent().wait(2).mw(end))).toEqual([]);
    expect(await findingsOf('R11', sent().registerMw({ cseq: 2 }).wait(12).mw(end))).toEqual([]);
    const answered = sent().espTcpMessage('ps->uc', 'SIP/2.0 100 Trying', { cseq: 2 });
    expect(await findingsOf('R11', answered.wait(12).mw(end))).toEqual([]);
  });
});

test('packets in fragments: the size is named, and suspected first', async () => {
  const script = challenged();
  for (let id = 1; id <= 2; id++) {
    script.answer({ body: 'x'.repeat(1000) }).onlyFragment('first', 1000, id);
    const whole = new Script()
      .answer({ body: 'x'.repeat(1000), sequence: id })
      .onlyFragment('later', 1000, id);
    script.frame(ethernet(whole.lastPacket)).wait(4);
  }
  const [finding] = await findingsOf('R11', script.wait(12).mw(end));
  expect(finding?.detail).toMatch(
    /They come in fragments.*the largest ESP packet has \d+ octets, its REGISTER \d+ over UDP/,
  );
  expect(finding?.advice).toMatch(/^First suspect the size/);
});

test('fragments of an answer are an answer', async () => {
  const script = challenged().answer().wait(4).answer();
  script
    .ok({ body: 'x'.repeat(900) })
    .onlyFragment('first', 560, 9)
    .wait(12)
    .mw(end);
  expect(await findingsOf('R11', script)).toEqual([]);
});
