import type { RegistrationCase } from '../cases/case.ts';

/** The Server headers of responses on Gm, each once: of the P-CSCF, and of a CSCF behind it. */
export function serversOf({ attempts }: RegistrationCase): string[] {
  const servers = attempts.flatMap(({ gm }) =>
    gm.responses.flatMap(({ message }) => message.headers('server')),
  );
  return [...new Set(servers)];
}

/** A version without its patch level. */
interface Version {
  readonly major: number;
  readonly minor: number;
}

/** The Kamailio that a Server header names: its version, null if it has none; undefined if the product is not Kamailio. */
export function kamailioVersion(servers: readonly string[]): Version | null | undefined {
  const named = servers.find(server => /kamailio/i.test(server));
  if (named === undefined) return undefined;
  const numbers = /kamailio[ /(]{1,4}(\d{1,3})\.(\d{1,3})/i.exec(named);
  return numbers === null ? null : { major: Number(numbers[1]), minor: Number(numbers[2]) };
}

/** Is a version older than this one? */
export function isOlder({ major, minor }: Version, than: Version): boolean {
  return major < than.major || (major === than.major && minor < than.minor);
}
