import type { CaptureFacts } from './capture-facts.ts';

/** For a capture without a REGISTER: what was seen instead, and what to capture. */
export function adviceWithoutRegistration(_capture: CaptureFacts): string[] {
  return [];
}
