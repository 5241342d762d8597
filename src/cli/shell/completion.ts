import { RULES } from '../../diagnosis/rules/rule-book.ts';
import { fieldNames } from '../../output/fields/fields.ts';
import { ALL_COMMANDS, type CommandRow, type OptionRow } from '../parse/command-table.ts';

export type Shell = 'bash' | 'zsh' | 'fish';

/** The script that lets a shell complete commands, options, and the values that are known. */
export function completionScript(shell: Shell): string {
  return { bash: bashScript, zsh: zshScript, fish: fishScript }[shell]();
}

/** What an option or a word can be; null for a file or a text of the user. */
function valuesOf({ name, choices }: Pick<OptionRow, 'name' | 'choices'>): readonly string[] | null {
  if (name === 'field' || name === 'pattern') return fieldNames();
  if (name === 'rule') return RULES.map(({ id }) => id);
  if (name === 'command') return ALL_COMMANDS.map(command => command.name);
  return choices ?? null;
}

function spellings({ name, letter }: OptionRow): string[] {
  return letter === undefined ? [`--${name}`] : [`-${letter}`, `--${name}`];
}

/* Bash completes files itself where a function finds nothing (complete -o default). */
function bashScript(): string {
  const values = ALL_COMMANDS.flatMap(command =>
    command.options.flatMap(option => {
      const words = valuesOf(option);
      if (option.type === 'boolean') return [];
      const pattern = spellings(option).map(word => `'${command.name} ${word}'`);
      return [`    ${pattern.join('|')}) ${words === null ? 'return' : `words='${words.join(' ')}'`} ;;`];
    }),
  );
  const words = ALL_COMMANDS.map(
    command => `      ${command.name}) words='${(valuesOf(command.words) ?? []).join(' ')}' ;;`,
  );
  const options = ALL_COMMANDS.map(
    ({ name, options }) => `      ${name}) words='${[...options.flatMap(spellings), '--help'].join(' ')}' ;;`,
  );
  return `# bash: source <(ims-esp completion bash)
_ims_esp() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command=\${COMP_WORDS[1]} words=''
  COMPREPLY=()
  # Bash takes = for a word.
  if [[ $cur == '=' ]]; then cur=''
  elif [[ $prev == '=' ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}
  fi
  if ((COMP_CWORD == 1)); then
    mapfile -t COMPREPLY < <(compgen -W '${ALL_COMMANDS.map(({ name }) => name).join(' ')} --help --version' -- "$cur")
    return
  fi
  case "$command $prev" in
${values.join('\n')}
    *)
      if [[ $cur == -* ]]; then case $command in
${options.join('\n')}
      esac; else case $command in
${words.join('\n')}
      esac; fi ;;
  esac
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
}
complete -o default -F _ims_esp ims-esp
`;
}

function zshScript(): string {
  const commands = ALL_COMMANDS.map(
    ({ name, describe }) => `    ${quoted(`${name}:${describe.replaceAll(':', '\\:')}`)}`,
  );
  const cases = ALL_COMMANDS.map(command => {
    const specs = [
      ...command.options.map(zshOption),
      "'(-h --help)'{-h,--help}'[print help]'",
      zshWords(command),
    ];
    return `    ${command.name})\n      _arguments -s ${specs.filter(spec => spec !== '').join(' \\\n        ')} ;;`;
  });
  return `#compdef ims-esp
# zsh: source <(ims-esp completion zsh), or this text as the file _ims-esp in a folder of $fpath
_ims-esp() {
  local -a commands=(
${commands.join('\n')}
  )
  if (( CURRENT == 2 )); then
    _describe -t commands command commands
    _files
    return
  fi
  shift words
  (( CURRENT-- ))
  case $words[1] in
${cases.join('\n')}
  esac
}
if [[ $funcstack[1] == _ims-esp ]]; then _ims-esp "$@"; else compdef _ims-esp ims-esp; fi
`;
}

function zshOption(option: OptionRow): string {
  const words = spellings(option);
  const exclusion = option.repeatable === true ? '*' : `(${words.join(' ')})`;
  const value = option.type === 'boolean' ? '' : `:${option.name}:${zshValues(valuesOf(option))}`;
  const text = quoted(`[${option.describe.replaceAll(/[[\]\\:]/g, '\\$&')}]${value}`);
  const [first = ''] = words;
  return `${quoted(exclusion)}${words.length === 1 ? first : `{${words.join(',')}}`}${text}`;
}

function zshWords({ words }: CommandRow): string {
  if (words.name === '') return '';
  return quoted(`${words.most > 1 ? '*' : '1'}:${words.name}:${zshValues(valuesOf(words))}`);
}

function zshValues(values: readonly string[] | null): string {
  return values === null ? '_files' : `(${values.join(' ')})`;
}

function fishScript(): string {
  const lines = ALL_COMMANDS.flatMap(command => {
    const { name, describe, options, words } = command;
    const within = `complete -c ims-esp -n '__fish_seen_subcommand_from ${name}'`;
    const own = valuesOf(words);
    return [
      `complete -c ims-esp -n __fish_use_subcommand -a ${name} -d ${quoted(describe)}`,
      ...(own === null ? [] : [`${within} -f -a '${own.join(' ')}'`]),
      ...options.map(option => `${within} ${fishOption(option)}`),
    ];
  });
  return `# fish: ims-esp completion fish | source\n${lines.join('\n')}\n`;
}

function fishOption(option: OptionRow): string {
  const { name, letter, type, describe } = option;
  const values = valuesOf(option);
  const value = type === 'boolean' ? '' : values === null ? ' -r' : ` -x -a '${values.join(' ')}'`;
  return `${letter === undefined ? '' : `-s ${letter} `}-l ${name}${value} -d ${quoted(describe)}`;
}

/** A text in single quotes of zsh, and of fish, which reads a quote outside of quotes alike. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
