import { shellWord } from '../terminal/shell-word.ts';

/** After the diagnosis of a lone capture: what else can be asked of it, a line each. */
export function nextQuestions(files: readonly string[]): string[] {
  const words = files.map(shellWord).join(' ');
  return [
    'more of this capture:',
    `  ims-esp decode ${words}   every SIP message, unprotected and inside ESP`,
    `  ims-esp flow ${words}     a ladder for each registration and call`,
    `  ims-esp sas ${words}      the security associations`,
    `  ims-esp report ${words} -o report.html   everything, as a page`,
  ];
}
