import { svg } from './elements.js';
import { endOf, secondsText } from './format.js';
import { visible } from './visible.js';

/** @import { Capture, Message } from './capture.js' */
/** @import { ArrowFacts, LadderFacts } from '../report-data.ts' */

/** Positions of the columns of a ladder, in pixels. */
/** @typedef {{ columns: readonly number[], gap: number, width: number, frameEdge: number, timeEdge: number }} Layout */

/** Width of a character and height of a line of its font. */
const CHARACTER = 7.25;
const LINE = 16;
const ROW = 44;
const MARGIN = 12;
/** Right edges of the frame numbers and of the times, and bounds of the distance between two columns. */
const ROOMY = { frameEdge: 64, timeEdge: 164, narrow: 190, wide: 340 };
/** Narrow pages have no frame numbers. */
const COMPACT = { frameEdge: 0, timeEdge: 84, narrow: 130, wide: 190 };
/** Half of the width of the narrowest head of a column. */
const HEAD = 40;
/** Width of a loop, for a host that talks to itself. */
const LOOP = 36;

/**
 * A ladder as a picture in which each message is a button. It looks like the ladders of `ims-esp flow`.
 *
 * @param {Capture} capture
 * @param {LadderFacts} ladder
 * @param {boolean} isCompact
 */
export function ladderPicture(capture, { title, hosts, arrows }, isCompact) {
  const layout = layoutOf(hosts, arrows, isCompact ? COMPACT : ROOMY);
  const lines = hosts.reduce((most, host) => Math.max(most, host.length), 0);
  const top = MARGIN + lines * LINE + 10;
  const foot = top + 12 + arrows.length * ROW;
  const height = foot + MARGIN;
  const picture = svg('svg', {
    class: 'ladder',
    width: layout.width,
    height,
    viewBox: `0 0 ${layout.width} ${height}`,
    role: 'group',
    'aria-label': visible(`Ladder: ${title}`),
  });
  for (const [i, host] of hosts.entries()) picture.append(hostOf(host, layout, i, top, foot));
  for (const [i, arrow] of arrows.entries())
    picture.append(arrowOf(arrow, capture, hosts, layout, top + 8 + i * ROW));
  const buttons = picture.querySelectorAll('[data-message]');
  for (const [i, one] of buttons.entries()) one.setAttribute('tabindex', i === 0 ? '0' : '-1');
  return picture;
}

/**
 * @param {LadderFacts['hosts']} hosts
 * @param {LadderFacts['arrows']} arrows
 * @param {typeof ROOMY} bounds
 * @returns {Layout}
 */
function layoutOf(hosts, arrows, { frameEdge, timeEdge, narrow, wide }) {
  let gap = narrow;
  for (const [, from, to, label, , caption] of arrows) {
    const needed = Math.max(label.length, caption.length) * CHARACTER + LOOP;
    gap = Math.max(gap, needed / Math.max(1, Math.abs(to - from)));
  }
  gap = Math.round(Math.min(gap, wide));
  const head = (/** @type {readonly string[] | undefined} */ host) =>
    Math.min(gap / 2, Math.max(HEAD, (longest(host ?? []) * CHARACTER) / 2 + 8));
  const first = timeEdge + MARGIN + head(hosts[0]);
  const width = Math.ceil(first + (hosts.length - 1) * gap + Math.max(head(hosts.at(-1)), LOOP) + MARGIN);
  return { columns: hosts.map((_, i) => first + i * gap), gap, width, frameEdge, timeEdge };
}

/**
 * Characters of the longest line.
 *
 * @param {readonly string[]} lines
 */
function longest(lines) {
  return lines.reduce((most, { length }) => Math.max(most, length), 0);
}

/**
 * @param {readonly string[]} host
 * @param {Layout} layout
 * @param {number} place
 * @param {number} top
 * @param {number} foot
 */
function hostOf(host, { columns, gap }, place, top, foot) {
  const x = columns[place] ?? 0;
  const lines = host.map(line => shortened(visible(line), gap - 20));
  const width = Math.max(2 * HEAD, longest(lines) * CHARACTER + 16);
  return svg(
    'g',
    { class: 'ladder-host' },
    svg('line', { class: 'ladder-lifeline', x1: x, y1: top, x2: x, y2: foot }),
    svg('rect', { class: 'ladder-head', x: x - width / 2, y: MARGIN, width, height: top - MARGIN, rx: 4 }),
    lines.map((line, i) =>
      label(i === 0 ? 'ladder-name' : 'ladder-address', x, MARGIN + (i + 1) * LINE, line),
    ),
  );
}

/**
 * @param {ArrowFacts} arrow
 * @param {Capture} capture
 * @param {LadderFacts['hosts']} hosts
 * @param {Layout} layout
 * @param {number} top
 */
function arrowOf(arrow, capture, hosts, { columns, gap, width, frameEdge, timeEdge }, top) {
  const [what, from, to, title, kind, caption, delta, repeats, rules] = arrow;
  const { frame, time, icv } = placeOf(what, capture);
  const index = capture.indexOf(what);
  const isButton = index !== null;
  const [x1, x2] = [columns[from] ?? 0, columns[to] ?? 0];
  const isLoop = from === to;
  const y = top + 24;
  const room = Math.max(1, Math.abs(to - from)) * gap - 20;
  const middle = isLoop ? x1 + LOOP + 8 : (x1 + x2) / 2;
  const beside = isLoop ? ' ladder-beside' : '';
  const marks = `${repeats === 1 ? ' ladder-repeat' : ''}${rules.length > 0 ? ' ladder-marked' : ''}`;
  const shown = [
    ...(frameEdge === 0
      ? []
      : [label('ladder-frame', frameEdge, y - 5, endOf(frame, Math.floor(frameEdge / CHARACTER)))]),
    label('ladder-time', timeEdge, y - 5, time),
    ...(delta === null ? [] : [label('ladder-delta', timeEdge, y + 11, delta)]),
    label(`ladder-label${beside}`, middle, y - 5, shortened(visible(title), room)),
    ...(caption === '' ? [] : [label(`ladder-caption${beside}`, middle, y + 13, shortened(caption, room))]),
  ];
  // What can be read is part of the name as it stands (WCAG 2.5.3); the rest says what the picture shows.
  const read = shown.map(one => one.textContent).join(' ');
  const protocol =
    typeof what === 'number' ? '' : `, ${what[2]}${isButton ? '' : ', shown only in the ladder'}`;
  const name = `Frame ${read}, ${hosts[from]?.[0]} to ${hosts[to]?.[0]}, ${title}, frame ${frame}${protocol}`;
  return svg(
    'g',
    {
      class: `ladder-arrow ladder-${kind} ladder-${icv}${marks}`,
      ...(isButton ? { 'data-message': index, role: 'button' } : { role: 'img' }),
      'aria-label': visible(name),
    },
    protocol === '' ? null : svg('title', {}, protocol.slice(2)),
    svg('rect', { class: 'ladder-hit', x: 2, y: top + 1, width: width - 4, height: ROW - 2, rx: 3 }),
    isLoop ? loop(x1, y) : straight(x1, x2, y),
    shown.flatMap(one => [one, ' ']),
  );
}

/**
 * Frame, time and verdict as they are written; those of a message that is not SIP come with its arrow.
 *
 * @param {ArrowFacts[0]} what
 * @param {Capture} capture
 * @returns {{ frame: string, time: string, icv: string }}
 */
function placeOf(what, capture) {
  if (typeof what !== 'number') return { frame: what[0], time: what[1], icv: 'clear' };
  const message = /** @type {Message} */ (capture.messages[what]);
  return {
    frame: capture.frameText([message.file, message.frame]),
    time: secondsText(message.time),
    icv: message.esp?.icv ?? 'clear',
  };
}

/**
 * @param {number} from
 * @param {number} to
 * @param {number} y
 */
function straight(from, to, y) {
  const back = to > from ? -9 : 9;
  return [
    svg('line', { class: 'ladder-line', x1: from, y1: y, x2: to + back, y2: y }),
    svg('path', { class: 'ladder-point', d: `M${to} ${y}l${back} -5v10z` }),
  ];
}

/**
 * @param {number} x
 * @param {number} y
 */
function loop(x, y) {
  return [
    svg('path', { class: 'ladder-line', d: `M${x} ${y - 7}h${LOOP}v14h${9 - LOOP}` }),
    svg('path', { class: 'ladder-point', d: `M${x} ${y + 7}l9 -5v10z` }),
  ];
}

/**
 * @param {string} style
 * @param {number} x
 * @param {number} y
 * @param {string} text
 */
function label(style, x, y, text) {
  return svg('text', { class: style, x, y }, text);
}

/**
 * @param {string} text
 * @param {number} pixels
 */
function shortened(text, pixels) {
  const width = Math.floor(pixels / CHARACTER);
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}
