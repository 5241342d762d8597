import type { Diagnosis, RegistrationDiagnosis } from '../../model/diagnosis.ts';
import type { KeyGate } from '../../output/keys/key-gate.ts';
import { note, type Terminal } from '../terminal/terminal.ts';

/** Milliseconds without a frame after which it is asked what was found. */
const IDLE = 250;

/** Milliseconds after which it is asked although frames keep coming. */
const BUSY = 5000;

/** A diagnosis takes at most this part of the time. */
const SHARE = 1 / 10;

/** Verdicts that are noted at a time. */
const NOTED = 20;

/** Notes verdicts on standard error, a line each. */
export function noteVerdicts(
  reached: readonly RegistrationDiagnosis[],
  terminal: Terminal,
  gate: KeyGate | null,
): void {
  for (const { registration, outcome, verdict } of reached.slice(0, NOTED)) {
    const who = registration.impi ?? registration.impu ?? registration.callId;
    const text = `${who}: ${outcome}: ${verdict}`;
    note(terminal, gate === null ? text : gate.text(text));
  }
  if (reached.length > NOTED) note(terminal, `and ${reached.length - NOTED} more registrations`);
}

/** Passes each verdict on when it is reached, and again when it has changed. */
export class LiveVerdicts {
  readonly #terminal: Terminal;
  readonly #print: (reached: readonly RegistrationDiagnosis[]) => void;
  /** The verdicts passed on, by Call-ID. */
  readonly #known = new Map<string, string>();
  #soFar: (() => Diagnosis) | null = null;
  #timer: NodeJS.Timeout | null = null;
  /** When the oldest frame came that was not asked about. */
  #since = 0;
  #notBefore = 0;

  /** @param print gets the registrations with a new verdict; it must change nothing of them. */
  constructor(terminal: Terminal, print: (reached: readonly RegistrationDiagnosis[]) => void) {
    this.#terminal = terminal;
    this.#print = print;
  }

  /** Frames were read. @param soFar see `AnalysisSink.live`. */
  heard(soFar: () => Diagnosis): void {
    const now = performance.now();
    if (this.#soFar === null) this.#since = now;
    this.#soFar = soFar;
    if (this.#timer !== null) clearTimeout(this.#timer);
    const at = Math.max(Math.min(now + IDLE, this.#since + BUSY), this.#notBefore);
    this.#timer = setTimeout(() => this.#ask(), at - now).unref();
  }

  /** The capture has ended. */
  end(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#soFar = null;
  }

  /** Those whose verdict was not passed on, or has changed since. */
  changed(registrations: readonly RegistrationDiagnosis[]): RegistrationDiagnosis[] {
    return registrations.filter(one => {
      const verdict = `${one.outcome} ${one.verdict}`;
      const isNew = this.#known.get(one.registration.callId) !== verdict;
      this.#known.set(one.registration.callId, verdict);
      return isNew;
    });
  }

  #ask(): void {
    const soFar = this.#soFar;
    this.#soFar = null;
    if (soFar === null) return;
    const start = performance.now();
    try {
      const { registrations } = soFar();
      const reached = this.changed(registrations.filter(({ outcome }) => outcome !== 'incomplete'));
      if (reached.length > 0) this.#print(reached);
    } catch (error) {
      note(this.#terminal, `expected the verdicts so far, found ${(error as Error).message}`);
    }
    const end = performance.now();
    this.#notBefore = end + (end - start) / SHARE;
  }
}
