import { describe, expect, test } from 'vitest';
import { analyse } from '../../../src/analysis/analyse.ts';
import { allFindings } from '../../../src/diagnosis/all-findings.ts';
import { isFailing, labCaptures, labelOf } from '../../support/programs/lab.ts';

describe('a run that went well shows nothing above a note, however much of it was captured', () => {
  for (const capture of labCaptures().filter(one => !isFailing(one)))
    test(labelOf(capture), async () => {
      const { diagnosis } = await analyse([{ name: capture.path }], { diagnose: true });
      const findings = allFindings(diagnosis);
      expect(diagnosis).not.toBeNull();
      expect(findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
    });
});
