import { button, element } from './elements.js';

/** @import { Capture } from './capture.js' */
/** @import { FramePair } from '../report-data.ts' */

/**
 * Frames of evidence; those with a SIP message are links that open it.
 *
 * @param {Capture} capture
 * @param {readonly FramePair[]} frames
 * @param {(index: number) => void} open
 */
export function frameLinks(capture, frames, open) {
  const shown = frames.slice(0, SHOWN).map(frame => {
    const text = capture.frameText(frame);
    const index = capture.messageIn(frame);
    if (index === null) return element('span', { class: 'frame-number' }, text);
    return button(text, () => open(index), {
      class: 'link',
      'aria-label': `Open the message in frame ${text}`,
    });
  });
  const left = frames.length - shown.length;
  return element(
    'span',
    { class: 'frames' },
    frames.length === 1 ? 'frame ' : 'frames ',
    shown.flatMap((link, i) => (i === 0 ? [link] : [' ', link])),
    left > 0 ? ` and ${left} more` : null,
  );
}

const SHOWN = 12;
