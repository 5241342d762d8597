import { expect, test } from 'vitest';
import { allFindings } from '../../src/diagnosis/all-findings.ts';
import { diagnosed, Script } from '../support/events/script.ts';

test('the findings of registrations come before those of the capture', async () => {
  const diagnosis = await diagnosed(new Script().register().challenge().answer());
  const [first] = diagnosis.registrations.flatMap(({ findings }) => findings);
  const all = allFindings(diagnosis);
  expect(all[0]).toBe(first);
  expect(all).toEqual(expect.arrayContaining([...diagnosis.findings]));
  expect(all.length).toBe(
    diagnosis.findings.length + diagnosis.registrations.flatMap(one => one.findings).length,
  );
});
