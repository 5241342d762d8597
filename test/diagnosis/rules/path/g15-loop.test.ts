import { expect, test } from 'vitest';
import { allFindings } from '../../../../src/diagnosis/all-findings.ts';
import { diagnosed, Script } from '../../../support/events/script.ts';

const PCSCF = { source: '10.20.0.1', sourcePort: 5060 };
const ICSCF = { source: '10.20.0.5', sourcePort: 4060 };
const SCSCF = { source: '10.20.0.6', sourcePort: 6060 };
const to = ({ source, sourcePort }: typeof PCSCF) => ({
  destination: source,
  destinationPort: sourcePort,
});
/** A REGISTER on a hop of Mw; each hop adds a Via. */
const hop = (script: Script, from: typeof PCSCF, target: typeof PCSCF, n: number, first = 1) =>
  script.mw('REGISTER sip:ims SIP/2.0', {
    cseq: 1,
    headers: {
      Via: [
        ...Array.from(
          { length: n - first + 1 },
          (_, i) => `SIP/2.0/UDP ${from.source};branch=z9hG4bK${n - i}`,
        ),
        'SIP/2.0/UDP 10.0.0.1:5060;branch=z9hG4bKue',
      ].join(', '),
    },
    flow: { ...from, ...to(target) },
  });

async function errorOf(script: Script) {
  const errors = allFindings(await diagnosed(script)).filter(({ severity }) => severity === 'error');
  expect(errors).toHaveLength(1);
  return errors[0];
}

test('between I-CSCF and S-CSCF: the hops are named', async () => {
  const script = new Script().register();
  hop(script, PCSCF, ICSCF, 1);
  hop(script, ICSCF, SCSCF, 2);
  hop(script, ICSCF, SCSCF, 2);
  hop(script, SCSCF, ICSCF, 3);
  hop(script, ICSCF, SCSCF, 4);
  const finding = await errorOf(script.clearBack('SIP/2.0 483 Too Many Hops'));
  expect(finding).toMatchObject({ rule: 'G15', confidence: 'certain', settle: null });
  expect(finding?.detail).toContain('It reaches 10.20.0.5:4060 twice');
  expect(finding?.detail).toContain('frame 5 10.20.0.6:6060 to 10.20.0.5:4060');
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([2, 3, 5, 7]);
});

test('a core on one address with several ports is no loop, nor is a retransmission', async () => {
  const one = (sourcePort: number) => ({ source: '10.20.0.1', sourcePort });
  const script = new Script().register();
  hop(script, one(5060), one(4060), 1);
  hop(script, one(5060), one(4060), 1);
  hop(script, one(4060), one(6060), 2);
  const finding = await errorOf(script.clearBack('SIP/2.0 482 Loop Detected'));
  expect(finding).toMatchObject({ rule: 'G15', confidence: 'likely' });
  expect(finding?.detail).toContain('does not show the hops');
});

test('on Gm alone: likely for 482, possible for 483, and Max-Forwards may be too small', async () => {
  const of = (status: string, limit: string) =>
    new Script().register({ headers: { 'Max-Forwards': limit } }).clearBack(`SIP/2.0 ${status}`);
  expect((await errorOf(of('482 Loop Detected', '70')))?.confidence).toBe('likely');
  expect((await errorOf(of('483 Too Many Hops', '70')))?.confidence).toBe('possible');
  expect((await errorOf(of('483 Too Many Hops', '1')))?.title).toBe(
    'Max-Forwards of the REGISTER is too small',
  );
});

test('sent twice to one CSCF without having been there: likely', async () => {
  const script = new Script().register();
  hop(script, PCSCF, ICSCF, 1);
  hop(script, PCSCF, ICSCF, 2, 2);
  const finding = await errorOf(script.clearBack('SIP/2.0 482 Merged Request'));
  expect(finding).toMatchObject({ rule: 'G15', confidence: 'likely' });
  expect(finding?.detail).toContain('It reaches 10.20.0.5:4060 twice');
});
