import type { RegistrationCase } from '../cases/case.ts';

/** What the Server headers of responses on Gm say, each once: the P-CSCF's own, and that of a CSCF behind it. */
export function serversOf({ attempts }: RegistrationCase): string[] {
  const servers = attempts.flatMap(({ gm }) =>
    gm.responses.flatMap(({ message }) => message.headers('server')),
  );
  return [...new Set(servers)];
}

/** A version as far as a reader of release notes needs it. */
interface Version {
  readonly major: number;
  readonly minor: number;
}

/** The Kamailio that a Server header names: its version, null if it says none; undefined if it names no Kamailio. */
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
