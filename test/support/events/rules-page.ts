import type { Rule } from '../../../src/diagnosis/rules/rule.ts';

/** The page that lists the rules: `src/diagnosis/RULES.md`. */
export function rulesPage(rules: readonly Rule[]): string {
  const rows = rules.map(
    rule => `| [${rule.id}](#${anchorOf(rule)}) | ${rule.title} | ${rule.severity} | ${rule.term} |`,
  );
  return `# What \`ims-esp diagnose\` looks for

Made from the rules in \`src/diagnosis/rules/\` by \`npm run rules\`; the sources of each rule stand in its file.

A finding has a severity (\`error\`: the registration or session fails by it; \`warning\`: something will not work, or is less
secure than agreed; \`note\`: worth knowing, no fault; the table has the gravest) and a confidence (\`certain\`: the capture
proves it; \`likely\`: nothing else is as probable; \`possible\`: one of several causes).

| rule | title | at most | also known as |
|---|---|---|---|
${rows.join('\n')}
${rules.map(sectionOf).join('')}`;
}

function sectionOf(rule: Rule): string {
  const settle = rule.settle === null ? 'Nothing: the capture shows it.' : rule.settle;
  return `
## ${headingOf(rule)}

* **Evidence:** ${rule.evidence}
* **What to do:** ${rule.advice}
* **What settles it:** ${settle}
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
