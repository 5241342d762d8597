import { expect, test } from 'vitest';
import { coreScript } from '../../../support/access/core-script.ts';
import { coreFactsOf } from './core-facts-of.ts';

test('every message of the core has a protocol, a name and rows', async () => {
  const all = await coreFactsOf(coreScript());
  expect(new Set(all.map(({ protocol }) => protocol))).toEqual(
    new Set([
      ...['DNS', 'DHCPv4', 'DHCPv6', 'IKE', 'GTP-C', 'S1AP (NAS)', 'NGAP (NAS)'],
      ...['Diameter (Rx)', 'Diameter (Gx)', 'Diameter (Cx)'],
    ]),
  );
  for (const { names, rows } of all) expect([names.length > 0, rows.length > 0]).toEqual([true, true]);
});

test('a request and its answer have a text in common', async () => {
  const all = await coreFactsOf(coreScript());
  const joins = (name: string) => all.find(({ names }) => names.includes(name))?.joins;
  expect(joins('Create PDP Context Response')).toEqual(joins('Create PDP Context Request'));
  expect(joins('AAA')).toEqual(joins('AAR'));
});
