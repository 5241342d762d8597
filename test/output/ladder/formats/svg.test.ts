import { expect, test } from 'vitest';
import { coreOfPdn } from '../../../../src/output/ladder/core/core.ts';
import { LADDER_STYLE, ladderSvg, ladderSvgFile } from '../../../../src/output/ladder/formats/svg.ts';
import { buildLadders, buildOneLadder, type Ladder } from '../../../../src/output/ladder/ladder.ts';
import type { LadderMessage } from '../../../../src/output/ladder/message.ts';
import { coreStep } from '../../../support/events/core-steps.ts';
import { finding, ladderContext, said, saidOnCx } from '../../../support/events/ladder.ts';

function ladder(messages: readonly LadderMessage[], findings = [finding([2])]): Ladder {
  return buildLadders(messages, ladderContext({ findings })).ladders[0] as Ladder;
}

const TWO = [
  said('10.0.0.2', '10.0.0.1', 'REGISTER', { frame: 1, message: 40 }),
  said('10.0.0.1', '10.0.0.2', '403 <b>&"\u001b', {
    frame: 2,
    message: 41,
    protection: { sa: 'pc->us', icv: 'bad' },
  }),
];

/** Every element is closed in its turn, and every `&` begins an entity. */
function expectWellFormed(xml: string): void {
  const open: string[] = [];
  for (const [, closing, name, , own] of xml.matchAll(
    /<(\/?)([a-z]+)((?:\s+[a-zA-Z0-9:-]+="[^"<]*")*)\s*(\/?)>/g,
  )) {
    if (closing === '/') expect(open.pop()).toBe(name);
    else if (own !== '/') open.push(name as string);
  }
  expect(open).toEqual([]);
  const rest = xml.replace(/<\/?[a-z]+(?:\s+[a-zA-Z0-9:-]+="[^"<]*")*\s*\/?>/g, '').replace(LADDER_STYLE, '');
  expect(rest).not.toMatch(/[<>]|&(?!(?:amp|lt|gt|quot|#39);)/);
}

test('each message is a group that takes the focus, has a name and says which message it is', () => {
  const svg = ladderSvg(ladder(TWO));
  const groups = svg.match(/<g class="ladder-arrow [^>]*>/g) ?? [];
  expect(groups).toHaveLength(2);
  expect(groups[0]).toContain('data-message="40" tabindex="0" role="img"');
  expect(groups[1]).toMatch(/ladder-failure ladder-bad.* data-message="41"/);
  expect(groups[1]).toContain('aria-label="frame 2, 0.000000 s, 403 &lt;b&gt;&amp;&quot;\\x1b, ');
  expect(groups[1]).toContain(
    '10.0.0.1:5060 to UE 10.0.0.2:5060, UDP, pc-&gt;us BAD, R05, The answer is wrong"',
  );
  expectWellFormed(svg);
});

test('in a page arrows are buttons, and the page has its own heading', () => {
  const svg = ladderSvg(ladder(TWO), { arrowRole: 'button', heading: false });
  expect(svg.match(/role="button"/g)).toHaveLength(2);
  expect(svg).not.toContain('ladder-title');
  expect(svg).not.toContain('<style>');
});

test('arrows point from sender to receiver, and to itself as a loop', () => {
  const svg = ladderSvg(ladder([...TWO, said('10.0.0.1', '10.0.0.1', 'OPTIONS')], []));
  const lines = [...svg.matchAll(/class="ladder-line" x1="([\d.]+)" y1="[\d.]+" x2="([\d.]+)"/g)];
  const [there, back] = lines.map(([, x1, x2]) => Number(x2) - Number(x1));
  expect(there).toBeGreaterThan(100);
  expect(back).toBe(-(there as number));
  expect(svg).toMatch(/<path class="ladder-line" d="M[\d.]+ [\d.]+h36v14h-27"/);
});

test('a finding is told below its message', () => {
  const svg = ladderSvg(ladder(TWO));
  expect(svg.indexOf('ladder-note ladder-error')).toBeGreaterThan(svg.indexOf('data-message="41"'));
  expect(svg).toContain('R05 error, certain: The answer is wrong');
  expect(svg).toContain('Compare K and OPc.');
});

test('a file holds its style, the notes and all ladders, and refers to nothing outside', () => {
  const file = ladderSvgFile([ladder(TWO), ladder([said('a', 'b', 'OPTIONS')], [])], ['left out: <many>']);
  expect(file).toContain('<title>2 SIP ladders</title>');
  expect(file).toContain('prefers-color-scheme: dark');
  expect(file).toContain('left out: &lt;many&gt;');
  expect(file).not.toMatch(/href|url\(|@import|<script/);
  expectWellFormed(file);
  const height = Number(/height="(\d+)"/.exec(file)?.[1]);
  for (const [, y] of file.matchAll(/<g transform="translate\(0 (\d+)\)"/g))
    expect(Number(y)).toBeLessThan(height);
});

test('no ladder is a file, too', () => {
  expectWellFormed(ladderSvgFile([], []));
});

test('each message says what it is if it is not SIP', () => {
  const core = coreOfPdn({ steps: [coreStep({ carrier: 'gtpv2' })], lookup: null });
  const cx = [saidOnCx('10.0.0.3:40000', '10.0.0.4:3868', 'MAR', { frame: 7 })];
  const [whole] = buildOneLadder(TWO, ladderContext({ core, cx })).ladders;
  const names = [...ladderSvg(whole as Ladder).matchAll(/aria-label="frame ([^"]*)"/g)].map(
    ([, name]) => name,
  );
  const over = (label: string) => names.find(name => name?.includes(` ${label}, `));
  expect(over('Create Session Request')).toMatch(/, GTP-C over [A-Z]+$/);
  expect(over('MAR')).toMatch(/, Diameter \(Cx\) over TCP$/);
  expect(over('REGISTER')).toMatch(/, UDP\b/);
});
