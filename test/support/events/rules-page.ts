import type { Rule } from '../../../src/diagnosis/rules/rule.ts';

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

| rule | title | at most | also known as |
|---|---|---|---|
${rows.join('\n')}
${rules.map(sectionOf).join('')}`;
}

function sectionOf(rule: Rule): string {
  const settle = rule.settle === null ? 'Conclusive from the capture.' : rule.settle;
  return `
## ${headingOf(rule)}

* **Evidence:** ${rule.evidence}
* **Fix:** ${rule.advice}
* **To confirm:** ${settle}
`;
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
