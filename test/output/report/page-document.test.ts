import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { pageDocument } from '../../../src/output/report/page-document.ts';

const { head, tail } = pageDocument('"><script>alert(1)</script>\u202e&.pcap', '0.0.0');

function hashes(text: string, name: string): string[] {
  const elements = [...text.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, 'gs'))];
  return elements.map(([, content = '']) => {
    return `'sha256-${createHash('sha256').update(content).digest('base64')}'`;
  });
}

test('the policy allows the one script and the one style of the page, and nothing else', () => {
  const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(head)?.[1]?.split('; ');
  const [script, ...otherScripts] = hashes(head + tail, 'script');
  const [style, ...otherStyles] = hashes(head + tail, 'style');
  expect([otherScripts, otherStyles]).toEqual([[], []]);
  expect(policy).toEqual([
    "default-src 'none'",
    `script-src ${script}`,
    `style-src ${style}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ]);
});

test('the policy comes before all that it is about', () => {
  expect(head.indexOf('Content-Security-Policy')).toBeLessThan(head.search(/<(?:title|style|link|script)/));
});

test('the title is text', () => {
  expect(/<title>(.*)<\/title>/.exec(head)?.[1]).toBe(
    '&#34;&#62;&#60;script&#62;alert(1)&#60;/script&#62;\\u202e&#38;.pcap',
  );
});

test('nothing is loaded, no markup is made of text, nothing is run by name', () => {
  const page = head + tail;
  expect(page).not.toMatch(/\b(?:src|href|action|on[a-z]+)="(?!#)/);
  expect(page).not.toMatch(/https?:\/\/(?!www\.w3\.org\/2000\/svg)/);
  expect(page).not.toMatch(
    /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|eval\(|new Function/,
  );
  expect(page).not.toMatch(/@import (?!\{)|url\(/);
});
