import { element, svg } from './elements.js';
import { countText, durationText } from './format.js';

/** @import { SaFacts } from '../report-data.ts' */

/**
 * Packets of an SA over the time of the capture, as bars; those with a bad ICV in another colour.
 *
 * @param {SaFacts} sa
 * @param {number} interval nanoseconds of one bar
 * @param {number} duration nanoseconds of the capture
 */
export function saChart({ chart, packets }, interval, duration) {
  if (chart === null) return element('span', { class: 'quiet' }, packets === 0 ? '–' : 'not counted');
  const bars = Math.max(1, Math.min(chart.packets.length, Math.floor(duration / interval) + 1));
  const most = chart.packets.reduce((greatest, one) => Math.max(greatest, one), 1);
  const width = WIDTH / bars;
  const { first, last } = extent(chart.packets);
  const label = `${countText(most, 'packet')} in ${durationText(interval)} at most, from ${durationText(first * interval)} to ${durationText((last + 1) * interval)}`;
  const picture = svg(
    'svg',
    {
      class: 'chart',
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
      width: WIDTH,
      height: HEIGHT,
      role: 'img',
      'aria-label': label,
    },
    svg('title', {}, label),
  );
  picture.append(svg('line', { class: 'axis', x1: 0, x2: WIDTH, y1: HEIGHT - 0.5, y2: HEIGHT - 0.5 }));
  for (let i = 0; i < bars; i++) {
    const [all, bad] = [chart.packets[i] ?? 0, chart.bad[i] ?? 0];
    if (all > 0) picture.append(bar('packets', i, width, all / most));
    if (bad > 0) picture.append(bar('bad', i, width, bad / most));
  }
  return picture;
}

const WIDTH = 144;
const HEIGHT = 28;

/**
 * @param {string} kind
 * @param {number} place
 * @param {number} width
 * @param {number} share
 */
function bar(kind, place, width, share) {
  const height = Math.max(2, share * (HEIGHT - 2));
  return svg('rect', {
    class: kind,
    x: place * width,
    y: HEIGHT - 1 - height,
    width: Math.max(1, width * 0.9),
    height,
  });
}

/** @param {readonly number[]} counts */
function extent(counts) {
  return { first: counts.findIndex(count => count > 0), last: counts.findLastIndex(count => count > 0) };
}
