import { expect, test } from 'vitest';
import { type LineParts, lineText } from '../../../../src/output/text/decode/line.ts';
import { lineLayout } from '../../../../src/output/text/decode/line-layout.ts';

const PARTS: LineParts = {
  head: '     7   0.100000',
  source: '10.0.0.2',
  destination: '10.0.0.1',
  mark: 'uc->ps',
  markTone: 'good',
  what: 'INVITE',
  parties: room => 'x'.repeat(Math.max(0, room)),
  callId: 'a@b',
  dialogTone: 'dialog1',
};
const plain = (_: unknown, text: string) => text;

test.each([80, 99, 100, 120, 159, 160, 200])('parties get what is left of %i columns', width => {
  const line = lineText(PARTS, lineLayout(width), plain);
  expect(line).toHaveLength(width);
  expect(line).toContain('10.0.0.2');
});

test('each part has its tone', () => {
  const parts = { ...PARTS, parties: () => 'bob' };
  expect(lineText(parts, lineLayout(80), (tone, text) => `<${tone} ${text}>`)).toBe(
    '     7   0.100000 10.0.0.2 → 10.0.0.1     <good uc->ps> <dialog1 INVITE        bob>',
  );
});

test('an address that leaves no room for users loses its middle', () => {
  const source = '2001:db8:1111:2222:3333:4444:5555:6666';
  const line = lineText(
    { ...PARTS, source, destination: source, parties: () => 'bob' },
    lineLayout(80),
    plain,
  );
  expect(line).toContain('2001:db8…555:6666 → 2001:db8…555:6666');
  expect(line).toMatch(/bob$/);
});

test('a Call-ID has what users leave, if that is anything', () => {
  const parts = { ...PARTS, parties: () => 'bob', callId: 'c'.repeat(300) };
  expect(lineText(parts, lineLayout(200), plain)).toHaveLength(200);
  expect(lineText(parts, lineLayout(null), plain)).toMatch(/ c{300}$/);
  expect(lineText(parts, lineLayout(120), plain)).toMatch(/bob$/);
});
