import { expect, test } from 'vitest';
import { withCauses } from '../../src/diagnosis/causes.ts';
import type { Finding } from '../../src/model/diagnosis.ts';

const finding = (members: Partial<Finding> = {}): Finding => ({
  rule: 'G3',
  severity: 'error',
  confidence: 'certain',
  title: 'The REGISTER is refused',
  detail: 'Seen.',
  frames: [{ file: 0, frame: 9 }],
  advice: '',
  settle: null,
  callId: 'a',
  ...members,
});
const cause = (members: Partial<Finding> = {}, frame = 9) => ({
  finding: finding({ rule: 'P11', title: 'The PCRF refuses', ...members }),
  frames: [{ file: 0, frame }],
});

test('refers to what explains one of its frames', () => {
  expect(withCauses(finding(), [cause()]).detail).toBe('Seen. P11 explains it: the PCRF refuses.');
  expect(withCauses(finding(), [cause({ title: 'IKE fails' })]).detail).toBe(
    'Seen. P11 explains it: IKE fails.',
  );
});

test.each([
  ['other frames', finding(), cause({}, 8)],
  ['a note', finding(), cause({ severity: 'note' })],
  ['what is possible only', finding(), cause({ confidence: 'possible' })],
  ['itself', finding({ rule: 'P11' }), cause()],
  ['a finding that is a note', finding({ severity: 'note' }), cause()],
])('not to %s', (_, one, other) => {
  expect(withCauses(one, [other])).toEqual(one);
});
