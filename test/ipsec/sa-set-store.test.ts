import { describe, expect, test } from 'vitest';
import type { SaSetParameters } from '../../src/ipsec/sa/sa-set.ts';
import { SpiDirectory } from '../../src/ipsec/sa/spi-directory.ts';
import { type SaSetLimits, SaSetStore } from '../../src/ipsec/sa-set-store.ts';
import type { KeyMaterial, SecurityAssociation } from '../../src/model/security-association.ts';
import type { Datagram } from '../../src/net/packet/datagram.ts';
import { packetOf } from '../support/captures/esp-packets.ts';
import { ENDS, KEY, SUITE } from '../support/captures/sa-set.ts';

const PARAMETERS: SaSetParameters = { ...ENDS, nonce: 'N1', agreed: [SUITE], offered: [SUITE], keys: [KEY] };

function storeOf(limits: Partial<SaSetLimits> = {}): { store: SaSetStore; directory: SpiDirectory } {
  const directory = new SpiDirectory({ unknownSpis: 10, generationsPerSpi: 10 });
  return {
    directory,
    store: new SaSetStore({ sets: 10, keysPerSet: 10, ...limits }, directory),
  };
}

describe('SaSetStore', () => {
  test('the same agreement gives the same set', () => {
    const { store, directory } = storeOf();
    const set = store.add(PARAMETERS);
    expect(store.add({ ...PARAMETERS, ue: { ...ENDS.ue }, agreed: [] })).toBe(set);
    expect(store.sets).toEqual([set]);
    expect(directory.size).toBe(4);
  });

  test.each([
    { nonce: 'N2' },
    { nonce: null },
    { ue: { ...ENDS.ue, spiC: 9 } },
    { ue: { ...ENDS.ue, portS: 9 } },
    { pcscf: { ...ENDS.pcscf, portC: 9 } },
  ])('another agreement between the same ends is the next generation: %j', change => {
    const { store } = storeOf();
    store.add(PARAMETERS);
    expect(store.add({ ...PARAMETERS, ...change })).toMatchObject({ id: 2, generation: 2 });
  });

  test('another UE begins with generation 1', () => {
    const { store } = storeOf();
    store.add(PARAMETERS);
    const other = store.add({ ...PARAMETERS, ue: { ...ENDS.ue, address: '10.0.0.3' } });
    expect(other).toMatchObject({ id: 2, generation: 1 });
  });

  test('keys that the capture shows come first, whenever it shows them', () => {
    const { store } = storeOf();
    const key = (number: number, source: KeyMaterial['source']): KeyMaterial => ({
      ck: new Uint8Array(16).fill(number),
      ik: new Uint8Array(16),
      source,
    });
    const [file, usim, maa, shown] = [key(1, 'file'), key(2, 'usim'), key(3, 'maa'), key(4, '401')];
    const set = store.add({ ...PARAMETERS, keys: [file] });
    for (const one of [usim, maa, shown]) store.addKey(set, one);
    expect(set.keys).toEqual([maa, shown, usim, file]);
  });

  test('keys are taken once, in order, up to the limit', () => {
    const { store } = storeOf({ keysPerSet: 2 });
    const other = { ...KEY, ik: new Uint8Array(16) };
    const set = store.add({ ...PARAMETERS, keys: [KEY, { ...KEY, source: 'file' }] });
    expect(set.keys).toEqual([KEY]);
    store.addKey(set, other);
    store.addKey(set, { ...other });
    expect(set.keys).toEqual([KEY, other]);
    expect(store.ignoredKeys).toBe(0);
    store.addKey(set, { ...KEY, ck: new Uint8Array(16) });
    expect(set.keys).toHaveLength(2);
    expect(store.ignoredKeys).toBe(1);
  });

  test('the same agreement again brings its keys', () => {
    const { store } = storeOf();
    const set = store.add({ ...PARAMETERS, keys: [] });
    store.add(PARAMETERS);
    expect(set.keys).toEqual([KEY]);
  });

  test('ends are closed while one of their sets lacks a key', () => {
    const { store } = storeOf({ sets: 2 });
    const first = store.add({ ...PARAMETERS, keys: [] });
    const [up, down] = [first.sas[0], first.sas[1]].map(sa =>
      packetOf(sa as SecurityAssociation, SUITE, KEY, 1),
    );
    expect([up, down].map(packet => store.isClosed(packet as Datagram))).toEqual([true, true]);
    store.addKey(first, KEY);
    expect(store.isClosed(up as Datagram)).toBe(false);
    store.add({ ...PARAMETERS, nonce: 'N2', keys: [] });
    expect(store.isClosed(up as Datagram)).toBe(true);
    store.add({ ...PARAMETERS, nonce: 'N3' });
    store.add({ ...PARAMETERS, nonce: 'N4' });
    expect(store.isClosed(up as Datagram)).toBe(false);
  });

  test('the oldest set is forgotten first, with its SAs', () => {
    const { store, directory } = storeOf({ sets: 1 });
    const first = store.add(PARAMETERS);
    const second = store.add({ ...PARAMETERS, ue: { ...ENDS.ue, spiC: 7, spiS: 8 } });
    expect(store.sets).toEqual([second]);
    expect(store.evictedSets).toBe(1);
    expect(directory.size).toBe(4);
    store.addKey(first, { ...KEY, ck: new Uint8Array(16) });
    expect(first.keys).toEqual([KEY]);
  });

  test('refuses what is no address and no key', () => {
    const { store } = storeOf();
    expect(() => store.add({ ...PARAMETERS, ue: { ...ENDS.ue, address: 'ue.example' } })).toThrow(
      'ue.example',
    );
    const set = store.add(PARAMETERS);
    expect(() => store.addKey(set, { ...KEY, ck: new Uint8Array(15) })).toThrow('16 octets');
    expect(store.sets).toHaveLength(1);
  });
});
