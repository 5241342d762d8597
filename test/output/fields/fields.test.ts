import { describe, expect, test } from 'vitest';
import type { Field } from '../../../src/output/fields/field.ts';
import { fieldNamed, fieldNames, isCoreField } from '../../../src/output/fields/fields.ts';

describe('fields', () => {
  test('are found by their exact names', () => {
    expect(fieldNamed('sip.Method')?.kind).toBe('text');
    expect(fieldNamed('ip.addr')?.kind).toBe('ipv4');
    expect(fieldNamed('sip.method')).toBeNull();
    expect(fieldNamed('')).toBeNull();
  });

  test('those of NAS are found by their names since Wireshark 4.2 too', () => {
    expect(fieldNamed('nas-eps.emm.cause')).toBe(fieldNamed('nas_eps.emm.cause'));
    expect(fieldNamed('nas-5gs.mm.5gmm_cause')?.name).toBe('nas_5gs.mm.5gmm_cause');
    expect(fieldNamed('nas-eps.emm.caus')).toBeNull();
  });

  test('some are of messages that are no SIP', () => {
    const isCore = (name: string) => isCoreField(fieldNamed(name) as Field);
    expect(['gtpv2.seq', 'diameter.cmd.code', 'sctp.port'].map(isCore)).toEqual([true, true, true]);
    expect(['sip.Method', 'ip.src', 'frame.number'].map(isCore)).toEqual([false, false, false]);
  });

  test('their names are sorted, and each is there once', () => {
    const names = fieldNames();
    expect(names).toEqual([...new Set(names)].sort());
    expect(names.length).toBeGreaterThan(150);
    for (const name of names) expect(fieldNamed(name)?.name).toBe(name);
  });
});
