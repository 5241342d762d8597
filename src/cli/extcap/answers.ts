import { KEY_INPUTS } from '../inputs/key-inputs.ts';

/** What Wireshark calls the interface: in `-i`, and with `_` in the names of its preferences. */
const INTERFACE = 'ims-esp';

/** What both this and the launcher say of a capture filter. */
export const NO_FILTER =
  'no capture filter can be used here: let the command that captures filter, or use a display filter';

/** What an extcap prints to a question of Wireshark, and its exit code. */
interface Answer {
  readonly text: string;
  readonly exitCode: 0 | 1;
}

/**
 * Answers a question of Wireshark (extcap(4)): which interfaces there are, what link types and options they have, and
 * whether a capture filter is right. Capturing itself is the work of the launcher, a shell script.
 *
 * @param argv the words after `extcap`.
 */
export function answer(argv: readonly string[], version: string): Answer {
  const has = (name: string) => argv.some(word => word === name || word.startsWith(`${name}=`));
  if (has('--extcap-interfaces')) return { text: interfaces(version), exitCode: 0 };
  // A link type that is not that of the packets: the capture has its own, also several.
  if (has('--extcap-dlts'))
    return { text: 'dlt {number=147}{name=USER0}{display=as in the capture}\n', exitCode: 0 };
  if (has('--extcap-config')) return { text: config(), exitCode: 0 };
  if (has('--extcap-capture-filter')) return { text: `${NO_FILTER}\n`, exitCode: 0 };
  return { text: '', exitCode: 1 };
}

function interfaces(version: string): string {
  return [
    `extcap {version=${version}}{display=ims-esp}{help=https://github.com/ims-esp/ims-esp#readme}`,
    `interface {value=${INTERFACE}}{display=IMS decrypted}`,
    '',
  ].join('\n');
}

/** The options that Wireshark shows before it captures. The launcher understands the same. */
const SOURCES = [
  {
    option: 'file',
    display: 'Capture file or named pipe',
    tooltip: 'What is read if no command is given',
    type: 'fileselect',
  },
  {
    option: 'command',
    display: 'Command that captures',
    tooltip: 'It writes a capture to its standard output: ssh root@pcscf tcpdump -i any -s 0 -U -w -',
    type: 'string',
  },
] as const;

function config(): string {
  const keys = KEY_INPUTS.map(({ option, describe }) => ({
    option,
    display: `--${option}`,
    tooltip: describe.replace(' (repeatable)', ''),
    type: 'fileselect',
    group: '{group=Keys}',
  }));
  const sources = SOURCES.map(source => ({ ...source, group: '{group=Capture}' }));
  return [...sources, ...keys]
    .map(
      ({ option, display, tooltip, type, group }, number) =>
        `arg {number=${number}}{call=--${option}}{display=${display}}{tooltip=${tooltip}}{type=${type}}{required=false}${group}\n`,
    )
    .join('');
}
