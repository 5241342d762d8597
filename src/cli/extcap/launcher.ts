import { KEY_INPUTS } from '../inputs/key-inputs.ts';
import { shellWord } from '../terminal/shell-word.ts';
import { NO_FILTER } from './answers.ts';

/**
 * The script that Wireshark starts: it passes questions on to `ims-esp extcap`, and captures by a pipe from the source
 * to `ims-esp decode -w -`. A script, because ims-esp itself starts no other program.
 *
 * @param program the words that start ims-esp.
 */
export function launcher(program: readonly string[]): string {
  const options = KEY_INPUTS.map(({ option }) => `--${option}`);
  return `#!/bin/sh
# Shows decrypted IMS captures in Wireshark. Made by: ims-esp extcap install
ims_esp() { exec ${program.map(shellWord).join(' ')} "$@"; }

capture='' fifo='' file='' command='' filter=''
for word in "$@"; do
  [ "$word" = --capture ] && capture=yes
done
[ -n "$capture" ] || ims_esp extcap "$@"

# The options of the keys go on as they are; Wireshark gives an empty value for what was not filled in.
count=$#
while [ "$count" -gt 0 ]; do
  case $1 in
    --*=*) name=\${1%%=*} value=\${1#*=} used=1 ;;
    --capture) name=$1 value='' used=1 ;;
    *) name=$1 value=\${2-} used=2 ;;
  esac
  shift "$used" 2>/dev/null || break
  count=$((count - used))
  case $name in
    --fifo) fifo=$value ;;
    --file) file=$value ;;
    --command) command=$value ;;
    --extcap-capture-filter) filter=$value ;;
    ${options.join('|')}) [ -z "$value" ] || set -- "$@" "$name" "$value" ;;
  esac
done

fail() { echo "ims-esp: $1" >&2; exit 1; }
[ -n "$fifo" ] || fail 'expected --fifo, found none'
[ -z "$filter" ] || fail ${shellWord(NO_FILTER)}
[ -n "$file$command" ] || fail 'expected a capture file or a command that captures, found neither'

source_pid='' follow=''
if [ -n "$command" ]; then
  folder=$(mktemp -d) || exit 1
  trap 'rm -rf "$folder"' EXIT
  file=$folder/capture
  mkfifo "$file" || exit 1
  sh -c "exec $command" >"$file" &
  source_pid=$! follow=--follow
fi
(ims_esp decode -q $follow -w - "$@" -r "$file") >"$fifo" &
reader_pid=$!
# Wireshark ends a capture with SIGTERM.
trap 'kill $source_pid $reader_pid 2>/dev/null' TERM INT HUP
wait "$reader_pid"
status=$?
[ -z "$source_pid" ] || kill "$source_pid" 2>/dev/null
exit "$status"
`;
}
