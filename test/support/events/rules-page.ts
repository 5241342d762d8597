import type { Rule } from '../../../src/diagnosis/rules/rule.ts';

/** What the letter of a rule means. */
const LETTERS: Readonly<Record<string, string>> = {
  R: 'a fault that was reported from real networks and test cores; the file of the rule links the report',
  F: 'a failure that the standards describe (TS 24.229, TS 33.203, RFC 3329)',
  A: 'what a USIM given with `--usim` shows about AKA',
  S: 'the algorithms that are used',
  E: 'the ESP packets of an SA: their sequence numbers, and packets after its end',
  C: 'what the capture lacks',
  P: 'how a phone comes to its P-CSCF (PDN connection or PDU session, DNS, DHCP), and what the policy core says (Rx, dedicated bearers)',
  G: 'what no other letter is for: who does not answer, which leg was captured, a refusal without another explanation',
};

/** The page that lists the rules: `src/diagnosis/RULES.md`. */
export function rulesPage(rules: readonly Rule[]): string {
  const rows = rules.map(
    rule => `| [${rule.id}](#${anchorOf(rule)}) | ${rule.title} | ${rule.severity} | ${rule.term} |`,
  );
  return `# What \`ims-esp diagnose\` looks for

Made by \`npm run rules\` from the rules in \`src/diagnosis/rules/\`. The file of each rule names its sources.

Every finding has a severity and a confidence. Severities: \`error\` (the registration or session fails because of it),
\`warning\` (something will not work, or is less secure than agreed) and \`note\` (worth knowing, not a fault). The table shows
the highest severity of each rule. Confidences: \`certain\` (the capture proves it), \`likely\` (no other cause is as probable)
and \`possible\` (one of several causes).

## Letters and numbers

${lettersOf(rules)}

The number only tells rules apart. A rule keeps its name for ever, so that scripts can use it. Numbers that are missing are not used.

## The rules

| rule | title | at most | also known as |
|---|---|---|---|
${rows.join('\n')}
${rules.map(sectionOf).join('')}`;
}

function lettersOf(rules: readonly Rule[]): string {
  const used = [...new Set(rules.map(({ id }) => id.charAt(0)))];
  return used
    .sort()
    .map(letter => `* **${letter}**: ${LETTERS[letter]}.`)
    .join('\n');
}

function sectionOf(rule: Rule): string {
  const settle = rule.settle === null ? 'Conclusive from the capture.' : rule.settle;
  return `
## ${headingOf(rule)}

* **Evidence:** ${rule.evidence}
* **Fix:** ${rule.advice}
* **To confirm:** ${settle}
${rule.certain === undefined ? '' : `* **Certain because:** ${rule.certain}\n`}`;
}

function headingOf({ id, title }: Rule): string {
  return `${id}: ${title}`;
}

/** The anchor that GitHub makes of a heading. */
function anchorOf(rule: Rule): string {
  return headingOf(rule)
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\- _]/gu, '')
    .replaceAll(' ', '-');
}
