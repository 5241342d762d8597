import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ladderMermaid, markdownList } from '../../../../src/output/ladder/formats/mermaid.ts';
import { buildLadders, buildOneLadder, type Ladder } from '../../../../src/output/ladder/ladder.ts';
import type { LadderMessage } from '../../../../src/output/ladder/message.ts';
import { finding, ladderContext, said } from '../../../support/events/ladder.ts';

function ladder(messages: readonly LadderMessage[], more: Parameters<typeof ladderContext>[0] = {}): Ladder {
  return buildLadders(messages, ladderContext(more)).ladders[0] as Ladder;
}

const diagramsOf = (markdown: string) =>
  [...markdown.matchAll(/```mermaid\n([^`]*)```/g)].map(([, text]) => text as string);

/** What a line of these diagrams can be, in mermaid's grammar; no text holds what would end it. */
const LINES = [
  /^sequenceDiagram$/,
  /^ {4}participant h\d+ as [^;#:%<>{}[\]@"`]*$/,
  /^ {4}h\d+-?->>h\d+: [^;#:%<>{}[\]@"`]*$/,
  /^ {4}Note over h\d+(,h\d+)?: [^;#:%<>{}[\]@"`]*$/,
];

function expectGrammatical(diagram: string): void {
  const [first, ...rest] = diagram.trimEnd().split('\n');
  expect(first).toBe('sequenceDiagram');
  for (const line of rest) {
    // Line breaks, escapes and the arrow itself are what is meant to be there.
    const text = line
      .replaceAll('<br/>', ' ')
      .replace(/#\d+;/g, 'x')
      .replace(/^( {4}h\d+-?-)>>/, '$1>>');
    expect(LINES.some(pattern => pattern.test(text)) ? 'a line' : line).toBe('a line');
  }
}

test('hosts, solid arrows for requests, dotted ones for responses, with frame, time and SA', () => {
  const messages = [
    said('10.0.0.2', '10.0.0.1', 'REGISTER', { frame: 1 }),
    said('10.0.0.1', '10.0.0.2', '200 OK', { frame: 2, protection: { sa: 'pc->us', icv: 'good' } }),
  ];
  expect(ladderMermaid(ladder(messages))).toBe(`## REGISTER ? → ?

Call-ID a@ue

\`\`\`mermaid
sequenceDiagram
    participant h0 as UE<br/>10.0.0.2
    participant h1 as 10.0.0.1
    h0->>h1: REGISTER<br/>frame 1, 0.000000 s
    h1-->>h0: 200 OK<br/>frame 2, 0.000000 s, pc-#62;us good
\`\`\`

`);
});

test('a finding is a note over the hosts of its message, also of one that talks to itself', () => {
  const messages = [said('a', 'b', 'REGISTER', { frame: 1 }), said('b', 'b', 'OPTIONS', { frame: 2 })];
  const findings = [finding([1]), finding([2]), finding([0], { callId: 'a@ue' })];
  const markdown = ladderMermaid(ladder(messages, { findings }));
  const notes = markdown.split('\n').filter(line => line.includes('Note over'));
  expect(notes).toHaveLength(3);
  expect(notes[1]).toBe(
    '    Note over h0,h1: R05 error, certain#58; The answer is wrong<br/>RES is another.<br/>Compare K and OPc.',
  );
  expect(notes[2]).toContain('Note over h1:');
});

test('whatever a packet or a finding says, each line stays one of the grammar', () => {
  const evil = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      'end',
      '; h0->>h1: x',
      '%%{init: {}}%%',
      '#quot;',
      '```',
      '<script>',
      '\n  end',
      '@{ "type": 1 }',
    ),
  );
  fc.assert(
    fc.property(evil, evil, evil, (reason, name, detail) => {
      const messages = [said('10.0.0.2', '10.0.0.1', `200 ${reason}`, { frame: 1, callId: name })];
      const more = { names: new Map([['10.0.0.2', name]]), findings: [finding([1], { detail })] };
      const markdown = ladderMermaid(ladder(messages, more));
      expect(markdown.match(/^```/gm)).toHaveLength(2);
      const diagrams = diagramsOf(markdown);
      expect(diagrams).toHaveLength(1);
      for (const diagram of diagrams) expectGrammatical(diagram);
    }),
  );
});

test('a long ladder is several diagrams of what GitHub draws, each with its own hosts', () => {
  const messages = Array.from({ length: 2000 }, (_, i) =>
    said(`10.0.${i >> 8}.${i & 255}`, '10.1.0.1', 'OPTIONS'),
  );
  const { ladders } = buildOneLadder(messages, ladderContext());
  const diagrams = diagramsOf(ladderMermaid(ladders[0] as Ladder));
  expect(diagrams.length).toBeGreaterThan(1);
  for (const diagram of diagrams) {
    expect(diagram.length).toBeLessThan(50_000);
    const hosts = diagram.match(/participant/g)?.length as number;
    expect(hosts).toBe((diagram.match(/->>/g)?.length as number) + 1);
  }
  expect(diagrams.join('').match(/->>/g)).toHaveLength(2000);
});

test('lists of Markdown escape what means something there', () => {
  expect(markdownList(['<b> & *x* _y_ [z](u) `c`\n#'])).toBe(
    '* &lt;b&gt; &amp; \\*x\\* \\_y\\_ \\[z\\](u) \\`c\\`\\\\x0a\\#\n\n',
  );
  expect(markdownList([])).toBe('');
});

test('nothing in Markdown becomes a link or names a user', () => {
  expect(markdownList(['http://a.b/c WWW.a.b ftp://x <@me> @you u@ims.org a@ue mailto:u@a.b'])).toBe(
    '* http:<!-- -->//a.b/c WWW<!-- -->.a.b ftp:<!-- -->//x &lt;@<!-- -->me&gt; @<!-- -->you u@<!-- -->ims.org a@ue mailto:u@<!-- -->a.b\n\n',
  );
});
