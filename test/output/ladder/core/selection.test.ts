import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Pdn } from '../../../../src/access/pdn.ts';
import type { Diagnosis } from '../../../../src/model/diagnosis.ts';
import { CoreSelection, coreByRegistration } from '../../../../src/output/ladder/core/selection.ts';
import { coreStep } from '../../../support/events/core-steps.ts';
import { mobilityEvent } from '../../../support/events/mobility-event.ts';
import { SHARED } from '../../../support/programs/lab.ts';
import { ims } from '../../../support/programs/terminal.ts';

const pdn = (...frames: readonly number[]) =>
  ({ steps: frames.map(frame => coreStep({ frame, seconds: frame })), lookup: null }) as unknown as Pdn;

describe('the messages of the core for ladders', () => {
  test('in order of time, up to a bound', () => {
    const selection = new CoreSelection(3);
    selection.pdn(pdn(5, 1));
    selection.pdn(pdn(3, 4));
    expect(selection.messages().map(({ frame }) => frame)).toEqual([1, 3, 5]);
    expect(selection.leftOut).toBe(1);
  });

  test('of a registration are those that are steps of it', () => {
    const selection = new CoreSelection(10);
    selection.pdn(pdn(1, 2, 3));
    const steps = [
      {
        frames: [
          { file: 0, frame: 3 },
          { file: 0, frame: 1 },
        ],
      },
      { frames: [{ file: 1, frame: 2 }] },
    ];
    const diagnosis = { registrations: [{ registration: { callId: 'a' }, steps }] } as unknown as Diagnosis;
    const found = coreByRegistration(selection.messages(), diagnosis);
    expect([...found].map(([callId, own]) => [callId, own.map(({ frame }) => frame)])).toEqual([
      ['a', [1, 3]],
    ]);
    expect(coreByRegistration([], diagnosis).size).toBe(0);
  });

  const PUBLIC = join(SHARED, 'public/open5gs-ipsec_reg.pcapng');
  test.skipIf(!existsSync(PUBLIC))(
    'flow --with core begins with the connection; without it nothing is there',
    async () => {
      const { stdout } = await ims(['flow', '-q', '--with', 'core', '--width', '300', PUBLIC]);
      const at = ['PDN connectivity', 'Create Session', 'REGISTER', 'Rx AAR', '401 Unauthor'].map(text =>
        stdout.indexOf(text),
      );
      expect(at).not.toContain(-1);
      expect(at.slice(0, 3)).toEqual(at.slice(0, 3).toSorted((one, other) => one - other));
      for (const role of ['eNB', 'MME', 'SGW', 'PGW', 'PCRF'])
        expect(stdout).toMatch(new RegExp(` ${role}\\b`));
      expect((await ims(['flow', '-q', PUBLIC])).stdout).not.toContain('Create Session');
      expect((await ims(['flow', '-q', '--one-ladder', '--width', '300', PUBLIC])).stdout).toContain(
        'Create Session',
      );
    },
  );
});

test('an attach that is refused with its connection is drawn once', () => {
  const selection = new CoreSelection(10);
  const { source, destination } = mobilityEvent();
  selection.mobility(mobilityEvent());
  selection.mobility(mobilityEvent({ part: 'accept', frame: 9 }));
  const step = coreStep({
    carrier: 's1ap',
    name: 'Attach reject',
    part: 'reject',
    frame: 7,
    source,
    destination,
  });
  selection.pdn({ steps: [step, coreStep({ frame: 8 })], lookup: null } as unknown as Pdn);
  expect(
    selection
      .messages()
      .map(({ frame }) => frame)
      .sort(),
  ).toEqual([7, 8]);
});
