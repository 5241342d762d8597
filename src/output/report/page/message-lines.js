/**
 * What a piece of a message is: `start` of a start line, `header` the name of a header field, `name` and `value` of a
 * parameter that the security depends on, `plain` all the rest.
 *
 * @typedef {'start' | 'header' | 'name' | 'value' | 'plain'} PieceKind
 */

/** @typedef {{ kind: PieceKind, text: string }} Piece */

/**
 * One line of a message: what it belongs to, and its pieces, which together are the line without its end.
 *
 * @typedef {{ part: 'plain' | 'agreement' | 'digest' | 'body', pieces: Piece[] }} MessageLine
 */

/** Headers of the security agreement (RFC 3329). */
const AGREEMENT = new Set(['security-client', 'security-server', 'security-verify']);

/** Headers of digest AKA (RFC 3310, RFC 7616). */
const DIGEST = new Set([
  'www-authenticate',
  'authorization',
  'proxy-authenticate',
  'proxy-authorization',
  'authentication-info',
  'proxy-authentication-info',
]);

/**
 * A message line by line, with the parameters of security agreement and digest told apart, also where a header is
 * folded.
 *
 * @param {string} text
 * @returns {MessageLine[]}
 */
export function messageLines(text) {
  /** @type {MessageLine[]} */
  const lines = [];
  /** @type {MessageLine['part']} */
  let part = 'plain';
  for (const line of linesOf(text)) {
    if (part === 'body' || lines.length === 0) {
      lines.push({ part, pieces: [{ kind: part === 'body' ? 'plain' : 'start', text: line }] });
    } else if (line === '') {
      part = 'body';
      lines.push({ part: 'plain', pieces: [] });
    } else if (/^[ \t]/.test(line)) {
      lines.push({ part, pieces: valuePieces(line, part) });
    } else {
      const colon = line.indexOf(':');
      const name = colon < 0 ? line : line.slice(0, colon);
      part = partOf(name.trim().toLowerCase());
      const rest = colon < 0 ? '' : line.slice(colon);
      lines.push({ part, pieces: [{ kind: 'header', text: name }, ...valuePieces(rest, part)] });
    }
  }
  return lines;
}

/**
 * A line end at the end of the text starts no further line.
 *
 * @param {string} text
 */
function linesOf(text) {
  const lines = text.split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/**
 * @param {string} header
 * @returns {MessageLine['part']}
 */
function partOf(header) {
  if (AGREEMENT.has(header)) return 'agreement';
  return DIGEST.has(header) ? 'digest' : 'plain';
}

/** A parameter; its value may be quoted, and a quote without end ends with its line. */
const PARAMETER = /(?<![\w-])([\w-]+)([ \t]*=[ \t]*)("(?:[^"\\]|\\.)*"?|[^;,\s"]*)/g;

/**
 * @param {string} text
 * @param {MessageLine['part']} part
 * @returns {Piece[]}
 */
function valuePieces(text, part) {
  if (part === 'plain' || part === 'body') return text === '' ? [] : [{ kind: 'plain', text }];
  /** @type {Piece[]} */
  const pieces = [];
  /** @param {PieceKind} kind @param {string} piece */
  const add = (kind, piece) => {
    if (piece !== '') pieces.push({ kind, text: piece });
  };
  let end = 0;
  for (const match of text.matchAll(PARAMETER)) {
    add('plain', text.slice(end, match.index));
    const [all, name = '', equals = '', value = ''] = match;
    add('name', name);
    add('plain', equals);
    add('value', value);
    end = match.index + all.length;
  }
  add('plain', text.slice(end));
  return pieces;
}
