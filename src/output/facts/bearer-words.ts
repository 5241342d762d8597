import type { Arp, BitRates } from '../../access/facts.ts';

/** `priority 1, may not pre-empt others, may not be pre-empted`. */
export function arpText({ priority, capability, vulnerability }: Arp): string {
  const may = (isAllowed: boolean) => (isAllowed ? 'may' : 'may not');
  return `priority ${priority}, ${may(capability)} pre-empt others, ${may(vulnerability)} be pre-empted`;
}

/** `41 kbit/s down, 41 kbit/s up`. */
export function ratesText({ downKbps, upKbps }: BitRates): string {
  return `${downKbps} kbit/s down, ${upKbps} kbit/s up`;
}

/** What is known of a bearer, except its identity: `QCI 1, ARP priority 2, …, guaranteed 41 kbit/s down, 41 kbit/s up`. */
export function bearerWords({
  qci,
  arp,
  guaranteed,
  maximum,
}: {
  readonly qci: number | null;
  readonly arp: Arp | null;
  readonly guaranteed: BitRates | null;
  readonly maximum: BitRates | null;
}): string[] {
  return [
    qci === null ? null : `QCI ${qci}`,
    arp === null ? null : `ARP ${arpText(arp)}`,
    guaranteed === null ? null : `guaranteed ${ratesText(guaranteed)}`,
    maximum === null ? null : `at most ${ratesText(maximum)}`,
  ].filter(part => part !== null);
}
