import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AnalysisOptions, type AnalysisResult, analyse } from '../../../src/analysis/analyse.ts';
import { latin1 } from '../../../src/bytes/latin1.ts';
import { netDecoder } from '../../support/bounded.ts';
import { espSaOf, givenSas } from '../../support/captures/given-sa.ts';
import { rewritten } from '../../support/captures/rewritten.ts';
import { type LabCapture, labCaptures, truthOf } from '../../support/programs/lab.ts';

/** Runs that show other things: broken keys, lost packets. */
const OTHER = /^(b30|b31|b32|b33|b34|b38|b71|x01|d01)-/;

/** What a cut capture is bound to bring. */
const EXPECTED = new Set(['snaplen', 'sip-cut', 'fragment-incomplete']);

const captures = labCaptures().filter(
  capture => capture.kind !== 'core' && !OTHER.test(capture.name) && espSaOf(truthOf(capture)) !== null,
);
const label = ({ name, kind }: LabCapture) => `${name}.${kind}`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ims-esp-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A message inside ESP. */
interface Seen {
  readonly text: string;
  readonly frames: readonly number[];
  readonly transport: string;
  readonly cut: boolean;
  readonly icv: string | undefined;
}

async function decoded(
  path: string,
  options: AnalysisOptions,
): Promise<{ messages: Seen[]; issues: string[]; result: AnalysisResult }> {
  const messages: Seen[] = [];
  const issues: string[] = [];
  const result = await analyse([{ name: path }], {
    ...options,
    on: {
      sip: ({ message, frames, transport, cut, origin }) => {
        if (origin.protection === null) return;
        const { icv } = origin.protection;
        messages.push({ text: latin1(message.bytes), frames: [...frames], transport, cut, icv });
      },
      issue: ({ code }) => issues.push(code),
    },
  });
  return { messages, issues, result };
}

/** The capture with frames cut to `snaplen`: all of them, or only those with ESP. */
function cut(capture: LabCapture, snaplen: number, onlyEsp: boolean): Promise<string> {
  const net = netDecoder(() => {});
  const path = join(folder, `${label(capture)}.${snaplen}.pcap`);
  return rewritten(capture.path, path, record => {
    const isEsp = net.decode(record)?.protocol === 50;
    return isEsp || !onlyEsp ? snaplen : record.data.length;
  });
}

/** Messages that begin nothing that the whole capture shows in one of the same frames. */
function strange(messages: readonly Seen[], whole: readonly Seen[]): string[] {
  const fits = (one: Seen, full: Seen) =>
    full.text.startsWith(one.text) &&
    one.cut === full.text.length > one.text.length &&
    one.frames.some(frame => full.frames.includes(frame));
  return messages
    .filter(one => !whole.some(full => fits(one, full)))
    .map(({ text, frames }) => `${frames.join('+')} ${text}`);
}

/** Messages of one frame of their own, which show as soon as their start line is there. */
function ofOneFrame(messages: readonly Seen[]): number[] {
  return messages
    .filter(({ transport, frames }) => transport === 'udp' && frames.length === 1)
    .flatMap(({ frames }) => frames);
}

describe.each([96, 200, 400])('a snap length of %d', snaplen => {
  test.each(captures.map(capture => [label(capture), capture] as const))(
    '%s: the beginning of messages, opened with esp_sa',
    async (_, capture) => {
      const givenSas_ = givenSas(espSaOf(truthOf(capture)) ?? '');
      const whole = await decoded(capture.path, { givenSas: givenSas_ });
      const part = await decoded(await cut(capture, snaplen, false), { givenSas: givenSas_ });
      expect(strange(part.messages, whole.messages)).toEqual([]);
      if (snaplen >= 200)
        expect(part.messages.flatMap(({ frames }) => frames)).toEqual(
          expect.arrayContaining(ofOneFrame(whole.messages)),
        );
      if (snaplen >= 200 && whole.messages.some(({ transport }) => transport === 'tcp'))
        expect(
          part.messages.filter(({ transport, cut }) => transport === 'tcp' && cut).length,
        ).toBeGreaterThan(5);
      if (snaplen === 96 && /^a0.*\beth/.test(label(capture)))
        expect(part.messages.length).toBeGreaterThan(0);
      for (const { cut, icv } of part.messages) expect(icv).toBe(cut ? 'unchecked' : icv);
      expect(part.issues.filter(code => code === 'sip-cut').length).toBeLessThanOrEqual(1);
      expect(part.issues.filter(code => !EXPECTED.has(code))).toEqual([]);
      expect(part.result.summary.esp.icvBad).toBe(0);
    },
  );

  // A second agreement is made inside ESP, where it is cut.
  const withKeys = captures.filter(({ name, kind }) => kind === 'sll2' && !/^(a29|b21|b35)-/.test(name));
  test.each(withKeys.map(capture => [label(capture), capture] as const))(
    '%s: ESP alone is cut, opened with the agreement',
    async (_, capture) => {
      const whole = await decoded(capture.path, {});
      const part = await decoded(await cut(capture, snaplen, true), {});
      expect(strange(part.messages, whole.messages)).toEqual([]);
      if (snaplen >= 200)
        expect(part.messages.flatMap(({ frames }) => frames)).toEqual(
          expect.arrayContaining(ofOneFrame(whole.messages)),
        );
    },
  );
});
