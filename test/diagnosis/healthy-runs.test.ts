import { describe, expect, test } from 'vitest';
import { analyse } from '../../src/analysis/analyse.ts';
import { isFailing, labCaptures, labelOf } from '../support/lab.ts';

describe('a run that went well shows nothing above a note, however much of it was captured', () => {
  for (const capture of labCaptures().filter(one => !isFailing(one)))
    test(labelOf(capture), async () => {
      const { diagnosis } = await analyse([{ name: capture.path }], { diagnose: true });
      const findings = [
        ...(diagnosis?.findings ?? []),
        ...(diagnosis?.registrations.flatMap(one => one.findings) ?? []),
      ];
      expect(findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
    });
});
