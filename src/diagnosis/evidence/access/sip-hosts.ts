import type { CaptureFacts, Phone } from '../../cases/case.ts';
import { ueKey, ueKeys } from '../../cases/ue-address.ts';

/** Does any SIP go to or from a phone, or from another address that asked in its place? */
export function hasSip({ keys, capture }: Phone, addresses: readonly string[] = []): boolean {
  const registering = registeringIn(capture);
  return [...keys, ...ueKeys(addresses)].some(
    key => registering.has(key) || capture.othersOf(key).length > 0,
  );
}

/** The keys of all addresses that REGISTERs and their responses go between; found once. */
function registeringIn(capture: CaptureFacts): ReadonlySet<string> {
  const known = REGISTERING.get(capture);
  if (known !== undefined) return known;
  const keys = capture.registers.flatMap(({ source, destination }) => [ueKey(source), ueKey(destination)]);
  const found = new Set(keys.filter(key => key !== null));
  REGISTERING.set(capture, found);
  return found;
}

const REGISTERING = new WeakMap<CaptureFacts, ReadonlySet<string>>();
