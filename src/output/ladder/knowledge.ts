import type { AnalysisResult } from '../../analysis/analyse.ts';
import { allFindings } from '../../diagnosis/all-findings.ts';
import type { Diagnosis } from '../../model/diagnosis.ts';
import type { LadderContext } from './ladder.ts';

/** The results of an analysis for its ladders: hosts, outcomes and findings. */
export function ladderKnowledge(
  { registrations, sets, whoIsWho }: Pick<AnalysisResult, 'registrations' | 'sets' | 'whoIsWho'>,
  diagnosis: Diagnosis | null,
): Pick<LadderContext, 'registrations' | 'sets' | 'whoIsWho' | 'outcomes' | 'findings'> {
  const diagnosed = diagnosis?.registrations ?? [];
  return {
    registrations,
    sets,
    whoIsWho,
    outcomes: new Map(diagnosed.map(({ registration, outcome }) => [registration.callId, outcome])),
    findings: diagnosis === null ? [] : allFindings(diagnosis),
  };
}
