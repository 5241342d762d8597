import { expect, test } from 'vitest';
import { type ProvenEnds, sortLegs } from '../../../src/registration/parties/gm-legs.ts';
import type { RegisterLeg } from '../../../src/registration/parties/register-leg.ts';
import { leg } from '../../support/events/register-leg.ts';

const UNPROVEN: ProvenEnds = { ues: new Set(), pcscfs: new Set() };

/** The ways that are taken for Gm. */
function gmOf(legs: readonly RegisterLeg[], proven = UNPROVEN): string[] {
  return sortLegs(legs, proven).gm.map(({ source, destination }) => `${source}>${destination}`);
}

test('more than one Via, or what only a P-CSCF adds, is Mw', () => {
  expect(gmOf([leg('ue', 'p'), leg('p', 's', { vias: 2 })])).toEqual(['ue>p']);
  expect(gmOf([leg('p', 's', { vias: 2 })])).toEqual([]);
  expect(gmOf([leg('p', 's', { isMarked: true })])).toEqual([]);
});

test('a B2BUA has one Via of its own: from where Gm leads, or with keys in the challenge', () => {
  const ue = leg('fd00::2', 'fd00::1', { asksForSecurity: true });
  expect(gmOf([ue, leg('fd00::1', 'fd01::9')])).toEqual(['fd00::2>fd00::1']);
  expect(gmOf([leg('fd01::1', 'fd01::9', { hasKeys: true }), ue])).toEqual(['fd00::2>fd00::1']);
  expect(gmOf([leg('fd01::1', 'fd01::9'), leg('fd00::2', 'fd00::1', { hasServer: true })])).toEqual([
    'fd00::2>fd00::1',
  ]);
  expect(gmOf([leg('p', 's', { hasKeys: true }), leg('p', 's')])).toEqual([]);
});

test('what another registration proved to be a P-CSCF sends on Mw, even with Security-Client', () => {
  const proven = { ues: new Set(['ue']), pcscfs: new Set(['p']) };
  expect(gmOf([leg('p', 's', { asksForSecurity: true })], proven)).toEqual([]);
  expect(gmOf([leg('ue', 'p2'), leg('p', 's')], proven)).toEqual(['ue>p2']);
});

test('the same packet behind a NAT, and a UE that moves, stay on Gm', () => {
  const branch = 'z9hG4bK1';
  const seen = [
    leg('private', 'p', { branch, asksForSecurity: true }),
    leg('public', 'inside', { branch }),
    leg('moved', 'p'),
  ];
  expect(gmOf(seen)).toEqual(['private>p', 'public>inside', 'moved>p']);
});

test('without a word of security the first is Gm, and what follows from its end is not', () => {
  expect(gmOf([leg('ue', 'sbc'), leg('sbc', 'registrar')])).toEqual(['ue>sbc']);
});

test('keys that leak on Gm are seen as such where the REGISTER was passed on', () => {
  const leaking = leg('ue', 'p', { hasKeys: true, branch: 'z9hG4bK1' });
  expect(gmOf([leaking, leg('p2', 's', { vias: 2, previousBranch: 'z9hG4bK1' })])).toEqual(['ue>p']);
});
