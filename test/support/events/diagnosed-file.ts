import { analyse } from '../../../src/analysis/analyse.ts';
import { allFindings } from '../../../src/diagnosis/all-findings.ts';
import type { Finding } from '../../../src/model/diagnosis.ts';

/** All findings of one rule in a capture file, of registrations and of the capture. */
export async function findingsIn(rule: string, ...files: readonly string[]): Promise<Finding[]> {
  const { diagnosis } = await analyse(
    files.map(name => ({ name })),
    { diagnose: true },
  );
  return allFindings(diagnosis).filter(one => one.rule === rule);
}
