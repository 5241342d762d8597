import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonScript, textScript } from '../../../src/output/report/json-script.ts';

const AROUND = /^<script type="application\/json" class="x">([^<>&\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*)<\/script>\n$/u;

test.each([
  '</script><script>alert(1)</script>',
  '<!-- <script>',
  ']]>',
  '&lt;&#60;',
  'a\u2028b\u2029c',
  '\u0000\u001b]0;x\u0007\u202e',
  'C1 \u0085\u009b31m, DEL \u007f, bidi \u202e\u2066\u200f, invisible \u200b\ufeff\u{e0041}',
])('nothing of %j can end the element', text => {
  const [, json = ''] = AROUND.exec(jsonScript('x', { text })) ?? [];
  expect(JSON.parse(json)).toEqual({ text });
});

test('whatever the value is, it comes back', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), value => {
      const [, json = ''] = AROUND.exec(jsonScript('x', value)) ?? [];
      expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('texts in pieces are the same JSON, also where a character is cut', () => {
  const texts = ['', 'a</script>&"\\\n', `${'x'.repeat(65_535)}\u{1f600}y`, '\u0001'.repeat(200_000)];
  const pieces = [...textScript('texts', texts)];
  expect(pieces.every(piece => piece.length <= 7 * 65_536)).toBe(true);
  const whole = pieces.join('');
  const [, json = ''] =
    /^<script type="application\/json" class="texts">(.*)<\/script>\n$/s.exec(whole) ?? [];
  expect(json).not.toMatch(/[<>&]/);
  expect(JSON.parse(json)).toEqual(texts);
  expect([...textScript('texts', texts.slice(0, 2))].join('')).toBe(jsonScript('texts', texts.slice(0, 2)));
});
