import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { analyse } from '../../../src/analysis/analyse.ts';
import { allFindings } from '../../../src/diagnosis/all-findings.ts';
import type { Diagnosis } from '../../../src/model/diagnosis.ts';
import { altered } from '../../support/captures/altered.ts';
import { SHARED } from '../../support/programs/lab.ts';

const PUBLIC = join(SHARED, 'public');
const REGISTRATION = join(PUBLIC, 'open5gs-ipsec_reg.pcapng');
const ROAMING = join(PUBLIC, 'open5gs-5g-roaming-hr.pcapng');
const CALL = join(PUBLIC, 'open5gs-volte.pcapng');

async function diagnosisOf(path: string, changes = {}, maximumFrames = Infinity): Promise<Diagnosis> {
  return (await analyse([altered(path, changes)], { diagnose: true, maximumFrames })).diagnosis;
}
const foundIn = (diagnosis: Diagnosis) =>
  allFindings(diagnosis)
    .filter(({ rule }) => rule.startsWith('P'))
    .map(({ rule, severity, confidence }) => `${rule} ${severity} ${confidence}`);

/** The last frame before the first REGISTER. */
const BEFORE_REGISTER = 278;

describe.skipIf(!existsSync(REGISTRATION))('a registration with its attach in front', () => {
  test('the connection to the IMS stands first, and nothing is wrong with it', async () => {
    const diagnosis = await diagnosisOf(REGISTRATION);
    expect(foundIn(diagnosis)).toEqual([]);
    const steps = diagnosis.registrations[0]?.steps ?? [];
    expect(steps[0]?.text).toBe(
      'PDN ims: asked for P-CSCF IPv4, given 10.4.128.21; UE 192.168.101.5; QCI 5; frames 259–277',
    );
    expect(steps.filter(({ kind }) => kind === 'diameter').map(({ text }) => text)).toEqual([
      'Gx: CCR (for 192.168.101.5; APN ims; QCI 5), CCA 2001 DIAMETER_SUCCESS',
      'Rx: AAR (for 192.168.101.5; signalling), AAA 2001 DIAMETER_SUCCESS',
      'Cx: UAR, UAA 2002 DIAMETER_SUBSEQUENT_REGISTRATION',
      'Cx: MAR, MAA 2001',
      'Rx: AAR (for 192.168.101.5; signalling), AAA 2001 DIAMETER_SUCCESS',
      'Cx: SAR, SAA 2001',
    ]);
  });

  test.each([
    [
      'the P-CSCF address left out, and no REGISTER',
      { '000c040a048015': '0009040a048015' },
      BEFORE_REGISTER,
      ['P01 error certain'],
    ],
    [
      'the question left out as well',
      { '000c040a048015': '0009040a048015', '00000c0000': '0000090000', '0000020000': '0000140000' },
      BEFORE_REGISTER,
      ['P02 warning likely'],
    ],
    ['another P-CSCF address', { '000c040a048015': '000c040a048063' }, Infinity, ['P04 note certain']],
    [
      'a refusal of the gateway',
      { '02000200100057': '020002005d0057' },
      BEFORE_REGISTER,
      ['P05 error certain'],
    ],
    [
      'a refusal that the UE never hears of',
      { '02000200100057': '020002005d0057' },
      Infinity,
      ['P05 note likely'],
    ],
    ['another APN', { '03696d73': '03696d7a' }, Infinity, ['P07 note likely']],
    ['another UE address', { '01c0a86505': '01c0a86563' }, Infinity, ['P13 note likely']],
    [
      'QCI 9',
      {
        '500016004505': '500016004509',
        '0c0005040f80': '0c0009040f80',
        c101050403696d73: 'c101090403696d73',
      },
      Infinity,
      ['P08 warning certain'],
    ],
  ])('with %s', async (_, changes, frames, expected) => {
    expect(foundIn(await diagnosisOf(REGISTRATION, changes, frames))).toEqual(expected);
  });
});

describe.skipIf(!existsSync(ROAMING))('a roaming phone in 5GS, without a REGISTER', () => {
  test('asked on the internet DNN, none given', async () => {
    const diagnosis = await diagnosisOf(ROAMING);
    expect(foundIn(diagnosis)).toEqual(['P01 warning likely', 'P07 note likely']);
    expect(diagnosis.advice[0]).toBe(
      'PDU session internet: asked for P-CSCF IPv4, none given; UE 10.46.0.2; 5QI 9; frames 1555–1704.',
    );
  });

  test('on a DNN of the IMS it is an error; home-routed, so not proven', async () => {
    const internet = Buffer.from('internet').toString('hex');
    const ims = Buffer.from('ims-test').toString('hex');
    expect(foundIn(await diagnosisOf(ROAMING, { [internet]: ims }))).toEqual([
      'P01 error likely',
      'P08 warning certain',
    ]);
  });
});

describe.skipIf(!existsSync(CALL))('a call with its bearers', () => {
  test('accepted, and refused', async () => {
    expect(foundIn(await diagnosisOf(CALL))).toEqual([]);
    expect(foundIn(await diagnosisOf(CALL, { '020002001000': '020002006e00' }))).toEqual([
      'P10 warning likely',
    ]);
  });
});
