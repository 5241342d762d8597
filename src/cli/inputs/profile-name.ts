import { printable } from '../../bytes/printable.ts';

/**
 * What is wrong with the name of a Wireshark profile, or null. It is one folder name, which must not lead out of the
 * folder of the profiles, and is to be good on every system: Windows has more characters that it does not allow.
 */
export function profileNameProblem(name: string): string | null {
  const isPlain = name !== '' && printable(name) === name && !/[/\\:*?"<>|]/.test(name);
  if (!isPlain || /^[. ]|[. ]$/.test(name)) return `expected a plain name, found '${name}'`;
  return name.toLowerCase() === 'default'
    ? `Wireshark takes '${name}' for the folder itself: leave out --profile`
    : null;
}
