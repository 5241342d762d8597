import type { AnalysisResult, AnalysisSink } from '../../analysis/analyse.ts';
import type { SipEvent } from '../../analysis/events/sip-event.ts';
import type { Summary } from '../../analysis/summary.ts';
import type { Moment } from '../../model/capture.ts';
import type { RegistrationDiagnosis } from '../../model/diagnosis.ts';
import type { SaSet } from '../../model/security-association.ts';
import type { TimeSpan } from './time-span.ts';

/** A sink of messages, as they are shown and as they were sent. */
interface Sink extends Omit<AnalysisSink, 'sip'> {
  sip?(event: SipEvent, exact?: SipEvent): void;
}

/** What `--from` and `--to` leave out: the captures are read as a whole, but the rest is neither printed nor judged. */
export class WithinSpan {
  readonly #span: TimeSpan;
  /** Sets that carried ESP in the span. */
  readonly #active = new Set<SaSet>();
  readonly #leftOut = { sip: 0, diameter: 0, pdn: 0, registrations: 0, sets: 0 };

  constructor(span: TimeSpan) {
    this.#span = span;
  }

  /** A sink that hears only of what is in the span; issues are of the whole capture. */
  sink(sink: Sink): Sink {
    const { sip, plain, cx, diameter, pdn, mobility, core, esp, frame, plainFrame, live } = sink;
    const span = this.#span;
    return {
      ...sink,
      begin: (seconds, nanoseconds) => {
        span.begin({ seconds, nanoseconds });
        sink.begin?.(seconds, nanoseconds);
      },
      sip: (event, exact) => {
        if (this.#takes('sip', event.origin)) sip?.(event, exact);
      },
      ...(plain && {
        plain: row => {
          if (this.#takes('sip', row)) plain(row);
        },
      }),
      ...(cx && {
        cx: event => {
          if (span.holds(event.origin)) cx(event);
        },
      }),
      ...(diameter && {
        diameter: event => {
          if (this.#takes('diameter', event.origin)) diameter(event);
        },
      }),
      ...(pdn && {
        pdn: event => {
          if (this.#takes('pdn', event, event.steps.at(-1))) pdn(event);
        },
      }),
      ...(mobility && {
        mobility: event => {
          if (span.holds(event)) mobility(event);
        },
      }),
      ...(core && {
        core: event => {
          if (span.holds(event.origin)) core(event);
        },
      }),
      esp: packet => {
        if (!span.holds(packet)) return;
        if (packet.sa !== null) this.#active.add(packet.sa.set);
        esp?.(packet);
      },
      ...(frame && {
        frame: output => {
          if (span.holds(output.record)) frame(output);
        },
      }),
      ...(plainFrame && {
        plainFrame: (packet, rewritten) => {
          if (span.holds(packet)) plainFrame(packet, rewritten);
        },
      }),
      ...(live && {
        live: soFar =>
          live(() => {
            const found = soFar();
            return { ...found, registrations: found.registrations.filter(one => this.#isTouched(one)) };
          }),
      }),
    };
  }

  /** The result with the registrations and SA sets that touch the span. */
  result(result: AnalysisResult): AnalysisResult {
    const { diagnosis, sets } = result;
    const judged = diagnosis?.registrations ?? [];
    const taken = judged.filter(one => this.#isTouched(one));
    const others = judged.filter(one => !this.#isTouched(one));
    const takenSets = sets.filter(set => this.#isTouchedSet(set));
    const callIds = new Set(taken.map(({ registration }) => registration.callId));
    const [nonces, otherNonces] = [noncesOf(taken), noncesOf(others)];
    this.#leftOut.registrations = others.length;
    this.#leftOut.sets = sets.length - takenSets.length;
    return {
      ...result,
      sets: takenSets,
      registrations: result.registrations.filter(({ callId }) => callIds.has(callId)),
      challenges: result.challenges.filter(({ nonce }) => nonces.has(nonce) || !otherNonces.has(nonce)),
      diagnosis: diagnosis === null ? null : { ...diagnosis, registrations: taken },
      summary: {
        ...result.summary,
        registrations: countsOf(taken),
        leftOut: this.#leftOut,
      },
    };
  }

  #takes(kind: 'sip' | 'diameter' | 'pdn', first: Moment, last: Moment = first): boolean {
    const isTaken = this.#span.touches(first, last);
    if (!isTaken) this.#leftOut[kind]++;
    return isTaken;
  }

  /** From its first step to its last, or by ESP of its sets. */
  #isTouched({ steps, registration }: RegistrationDiagnosis): boolean {
    return this.#isTouchedBy(steps) || registration.sets.some(set => this.#active.has(set));
  }

  /** A set without a registration has no history, and is never left out. */
  #isTouchedSet(set: SaSet): boolean {
    return this.#isTouchedBy(set.history) || this.#active.has(set);
  }

  #isTouchedBy(moments: readonly Moment[]): boolean {
    const [first] = moments;
    return first === undefined || this.#span.touches(first, moments.at(-1) ?? first);
  }
}

function noncesOf(registrations: readonly RegistrationDiagnosis[]): Set<string | null> {
  return new Set(
    registrations.flatMap(({ registration }) => registration.attempts.map(one => one.challengeNonce)),
  );
}

function countsOf(registrations: readonly RegistrationDiagnosis[]): Summary['registrations'] {
  const counts = { registered: 0, deregistered: 0, failed: 0, incomplete: 0 };
  for (const { outcome } of registrations) counts[outcome]++;
  return counts;
}
