import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Capture, generateInto } from '../cases.ts';
import { cryptoFloor } from './crypto-floor.ts';

let folder: string;
let capture: Capture;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
  capture = generateInto(folder, { ues: 300, pairs: 2 });
});
afterAll(() => rmSync(folder, { recursive: true }));

test('every ESP packet is verified under its own key', () => {
  const floor = cryptoFloor(capture.path, capture.parameters);
  expect(floor.packets).toBe(capture.espPackets);
  expect(floor.run()).toBeGreaterThan(0);
  expect(floor.run()).toBeGreaterThan(0);
});

test('a wrong ICV is noticed', () => {
  const bytes = readFileSync(capture.path);
  bytes[bytes.length - 1] = (bytes.at(-1) as number) ^ 1;
  const damaged = join(folder, 'damaged.pcap');
  writeFileSync(damaged, bytes);
  expect(() => cryptoFloor(damaged, capture.parameters).run()).toThrow('wrong ICV');
});
