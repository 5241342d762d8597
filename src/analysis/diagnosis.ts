import type { AnalysisFacts } from '../diagnosis/cases/build-cases.ts';
import { diagnose } from '../diagnosis/diagnose.ts';
import { Journal, type JournalLimits } from '../diagnosis/journal/journal.ts';
import { RULES } from '../diagnosis/rules/rule-book.ts';
import type { Diagnosis } from '../model/diagnosis.ts';
import type { Report } from '../model/issue.ts';
import type { ChallengeStore } from '../registration/challenge-store.ts';
import type { Analyser } from './analyser.ts';

/** An empty journal. */
export function newJournal(limits: JournalLimits): Journal {
  return new Journal(limits);
}

/** The diagnosis of an analysis that has ended. */
export function diagnosisOf(
  analyser: Analyser,
  challenges: ChallengeStore,
  journal: Journal,
  report: Report = () => {},
): Diagnosis {
  return diagnose(factsFor(analyser, challenges, journal), RULES, report);
}

/** The facts for the rules. */
export function factsFor(analyser: Analyser, challenges: ChallengeStore, journal: Journal): AnalysisFacts {
  const { frames, truncatedFrames, esp, ike } = analyser.net.statistics;
  const { duplicates, evictedSets, evictedGenerations, ignoredKeys, untried } = analyser.database.statistics;
  return {
    registrations: analyser.registrations,
    whoIsWho: analyser.whoIsWho,
    sets: analyser.database.sets,
    challengeOf: nonce => challenges.get(nonce),
    journal,
    duplicates: duplicates + analyser.sipStatistics.duplicates,
    gaps: analyser.messages.tcp.statistics.gaps,
    dropped:
      journal.evicted +
      challenges.evicted +
      challenges.droppedKeys +
      analyser.keysDropped +
      analyser.held.evicted +
      evictedSets +
      evictedGenerations +
      ignoredKeys +
      untried +
      analyser.registrationsEvicted +
      analyser.attemptsEvicted,
    nasCiphered: analyser.access?.statistics.nasCiphered ?? 0,
    traffic: {
      frames,
      truncatedFrames,
      espPackets: esp,
      ikeMessages: ike,
      sipMessages: analyser.sipStatistics.messages,
    },
  };
}
