import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OctetWriter } from '../../../src/bytes/octet-writer.ts';
import {
  jsonInScript,
  jsonScript,
  textInScript,
  writeAsciiInScript,
} from '../../../src/output/report/json-script.ts';

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

test('a text in pieces is the same JSON, also where a character is cut', () => {
  const texts = ['', 'a</script>&"\\\n', `${'x'.repeat(65_535)}\u{1f600}y`, '\u0001'.repeat(200_000)];
  for (const text of texts) {
    const pieces = [...textInScript(text)];
    expect(pieces.every(piece => piece.length <= 7 * 65_536)).toBe(true);
    expect(pieces.join('')).not.toMatch(/[<>&]/);
    expect(JSON.parse(`"${pieces.join('')}"`)).toBe(text);
  }
  expect([...textInScript(texts[1] as string)].join('')).toBe(jsonInScript(texts[1] as string).slice(1, -1));
});

test('octets are written as their text is, unless they are not ASCII', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), octets => {
      const to = new OctetWriter(4);
      to.octet(0x7b);
      const ascii = octets.map(octet => octet & 0x7f);
      expect(writeAsciiInScript(to, ascii, 0, ascii.length)).toBe(true);
      const text = Buffer.from(ascii).toString('latin1');
      expect(Buffer.from(to.written).toString()).toBe(`{${[...textInScript(text)].join('')}`);
      const isAscii = octets.every(octet => octet < 0x80);
      to.length = 1;
      expect(writeAsciiInScript(to, octets, 0, octets.length)).toBe(isAscii);
      if (!isAscii) expect(to.length).toBe(1);
    }),
  );
});
