import { expect, test } from 'vitest';
import { findingsOf, mechanism, NONCE, PCSCF, Script, UE } from '../../../support/events/script.ts';
import { usimsOf, WORKED } from '../../../support/events/worked-example.ts';

const challenged = () => new Script().register().challengeMw().challenge();
const wait = (script: Script) => script.wait(12).mw('OPTIONS sip:ims SIP/2.0');
const { k, opc } = WORKED;

test('a UE that sends nothing for ten seconds after the 401 is silent, where others send ESP', async () => {
  const script = new Script().esp('uc->ps', 'OPTIONS sip:b SIP/2.0', { spi: 77 });
  const [finding] = await findingsOf('R01', wait(script.register().challengeMw().challenge()));
  expect(finding).toMatchObject({ severity: 'error', confidence: 'likely', callId: 'a@ue' });
  expect(finding?.frames).toEqual([{ file: 0, frame: 4 }]);
  expect(finding?.detail).toContain('SPI 2002');
});

test('without any ESP in the capture it may be its filter', async () => {
  const [finding] = await findingsOf('R01', wait(challenged()));
  expect(finding?.confidence).toBe('possible');
  expect(finding?.detail).toMatch(/a capture filter may have dropped it\.$/);
});

test('a fresh REGISTER with another Call-ID proves that the UE gave up', async () => {
  const script = challenged().wait(3).register({ callId: 'b@ue' });
  const [finding] = await findingsOf('R01', script);
  expect(finding?.confidence).toBe('likely');
  expect(finding?.detail).toContain('another Call-ID 3.01 s later');
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([3, 4]);
});

test('one that comes hours later does not: the UE may have been registered in between', async () => {
  const [finding] = await findingsOf('R01', challenged().wait(7200).register({ callId: 'b@ue' }));
  expect(finding?.confidence).toBe('possible');
});

test('a capture that ends with the 401 does not show that no answer comes', async () => {
  const [finding] = await findingsOf('R01', challenged());
  expect(finding?.confidence).toBe('possible');
});

test('a USIM whose K is another than that of the HSS is the proof', async () => {
  const usims = usimsOf({ k: k.replace('4', '5'), opc });
  const [finding] = await findingsOf('R01', challenged(), { usims });
  expect(finding).toMatchObject({ confidence: 'certain', settle: null });
  expect(finding?.title).toBe('The UE cannot accept AUTN: K or OPc of the HSS does not match');
});

test('with the right K the keys are ruled out', async () => {
  const [finding] = await findingsOf('R01', challenged(), { usims: usimsOf({ k, opc }) });
  expect(finding?.confidence).toBe('possible');
  expect(finding?.detail).toContain('AUTN is right: its MAC matches the given USIM keys, SQN ff9bb4d0b607');
});

test('a UE that answers in ESP is not silent, whatever it says', async () => {
  expect(await findingsOf('R01', challenged().answer())).toEqual([]);
});

test('nor is one that answers in the clear', async () => {
  expect(await findingsOf('R01', wait(challenged().register({ cseq: 2 })))).toEqual([]);
});

test('algorithms that the UE did not offer are another finding', async () => {
  const other = mechanism(PCSCF, { alg: 'hmac-md5-96', ealg: 'null' });
  const script = new Script().register().challenge({ headers: { 'Security-Server': other } });
  expect(await findingsOf('R01', wait(script))).toEqual([]);
});

test('ICMP about the 401: it does not reach the UE', async () => {
  const script = challenged();
  script.icmp([3, 3], script.lastPacket, '10.0.0.1');
  const [finding] = await findingsOf('R01', script);
  expect(finding).toMatchObject({
    confidence: 'certain',
    title: 'The 401 does not reach the UE',
    settle: null,
  });
  expect(finding?.detail).toContain('10.0.0.1 answers with ICMP port unreachable');
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([3, 4]);
});

test('fragments of its ESP, or ICMP about it, show that the UE answers', async () => {
  const fragment = challenged().answer().onlyFragment('later', 560, 1);
  expect(await findingsOf('R01', wait(fragment))).toEqual([]);
  const answer = new Script().answer().lastPacket;
  expect(await findingsOf('R01', wait(challenged().icmp([3, 13], answer, '10.0.0.254')))).toEqual([]);
});

test('a segment of TCP that completes no message leaves it possible', async () => {
  const flow = { source: UE.address, sourcePort: 40000, destination: PCSCF.address, destinationPort: 5060 };
  const script = new Script()
    .esp('uc->ps', 'OPTIONS sip:b SIP/2.0', { spi: 77 })
    .register()
    .challengeMw()
    .challenge();
  const [finding] = await findingsOf('R01', wait(script.tcp(flow, { sequence: 1 }, 'REGISTER sip:')));
  expect(finding?.confidence).toBe('possible');
});

test('where the capture ends too soon, the first advice is to go on capturing', async () => {
  const [finding] = await findingsOf('R01', challenged());
  expect(finding).toMatchObject({ confidence: 'possible' });
  expect(finding?.advice).toMatch(/^Capture again, and go on for 30 s after the 401\./);
});

test('silence after the challenge of a re-registration: a warning, once there was time to answer', async () => {
  const again = () => {
    const script = new Script().register().challengeMw().challenge().answer().ok().wait(60);
    const nonce = `B${NONCE.slice(1)}`;
    script.answer({ cseq: 3 });
    return script.esp('pc->us', 'SIP/2.0 401 Unauthorized', {
      cseq: 3,
      headers: {
        'WWW-Authenticate': `Digest realm="ims", nonce="${nonce}", algorithm=AKAv1-MD5, qop="auth"`,
        'Security-Server': mechanism({ ...PCSCF, spiC: 2011, spiS: 2012 }),
      },
    });
  };
  const [finding] = await findingsOf('R01', again().wait(40).mw('OPTIONS sip:ims SIP/2.0'));
  expect(finding).toMatchObject({ severity: 'warning', confidence: 'likely' });
  expect(await findingsOf('R01', again().wait(2).mw('OPTIONS sip:ims SIP/2.0'))).toEqual([]);
  const repeated = again().answer({ cseq: 3 }).wait(40).mw('OPTIONS sip:ims SIP/2.0');
  expect(await findingsOf('R01', repeated)).toEqual([]);
});
