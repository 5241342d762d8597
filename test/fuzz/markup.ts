import { holds } from './checks.ts';

/** Elements of HTML without an end tag. */
const VOID = new Set(['area', 'base', 'br', 'col', 'hr', 'img', 'input', 'link', 'meta', 'source', 'wbr']);

/** Elements whose text is no markup until their end tag. */
const RAW = new Set(['script', 'style']);

const TAG = /^<(\/?)([a-zA-Z][\w:.-]*)((?:\s+[\w:.-]+(?:\s*=\s*(?:"[^"<]*"|'[^'<]*'))?)*)\s*(\/?)>/;

/**
 * HTML and SVG as this tool writes them are well-formed: every tag is closed in turn, attributes are quoted, and what
 * a capture brought is text only.
 */
export function assertMarkup(text: string): void {
  const open: string[] = [];
  let at = 0;
  while (at < text.length) {
    const next = text.indexOf('<', at);
    assertReferences(text.slice(at, next < 0 ? undefined : next));
    if (next < 0) break;
    const rest = text.slice(next, next + 20_000);
    const aside = /^<(\?[^>]*\?|!doctype[^>]*|!--[\s\S]*?--)>/i.exec(rest);
    const tag = TAG.exec(rest);
    holds(aside !== null || tag !== null, () => `markup: ${JSON.stringify(rest.slice(0, 120))}`);
    at = next + (aside ?? tag ?? [''])[0].length;
    if (tag === null) continue;
    const name = (tag[2] as string).toLowerCase();
    if (tag[1] === '/') {
      const last = open.pop();
      holds(last === name, () => `</${name}> closes <${last}>`);
    } else if (tag[4] !== '/' && !VOID.has(name)) {
      if (RAW.has(name)) at = endOf(text, at, name);
      else open.push(name);
    }
    holds(!/\son[a-z]+\s*=/i.test(tag[3] ?? ''), () => `an event handler: ${tag[0].slice(0, 200)}`);
  }
  holds(open.length === 0, () => `<${open.at(-1)}> is not closed`);
  holds(!/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(text), () => 'markup with a control character');
}

function endOf(text: string, from: number, name: string): number {
  const end = text.toLowerCase().indexOf(`</${name}>`, from);
  holds(end >= 0, () => `<${name}> is not closed`);
  return end + name.length + 3;
}

function assertReferences(text: string): void {
  holds(
    !/&(?!#\d+;|#x[0-9a-f]+;|[a-z]+\d*;)/i.test(text),
    () => `a bare & in ${JSON.stringify(text.slice(0, 120))}`,
  );
}
