import fc from 'fast-check';
import { expect, test } from 'vitest';
import { xmlText } from '../../../../src/output/ladder/formats/xml.ts';

test('markup, quotes and controls are text', () => {
  expect(xmlText(`<a b="c" d='e'>&\u0000\u001b`)).toBe(
    '&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;\\x00\\x1b',
  );
});

test('halves of pairs are written as escapes, non-characters are replaced, whole pairs stay', () => {
  expect(xmlText('\ud83d\ude00 \ud83d \ude00 \uffff')).toBe('\ud83d\ude00 \\ud83d \\ude00 \ufffd');
});

test('what comes out is made of characters that XML allows, and of no markup', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map(code => String.fromCharCode(code)) }),
      text => {
        const escaped = xmlText(text);
        expect(escaped).not.toMatch(/[<>"'\u0000-\u001f\ufffe\uffff]/);
        expect(escaped.replace(/&(amp|lt|gt|quot|#39);/g, '')).not.toContain('&');
        expect(() => encodeURIComponent(escaped)).not.toThrow();
      },
    ),
  );
});
