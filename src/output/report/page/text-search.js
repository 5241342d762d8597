/** @import { Capture } from './capture.js' */

/**
 * The messages whose text contains the words as they stand, in any case. The page stays usable meanwhile: after some
 * milliseconds of work others have their turn.
 *
 * @param {Capture} capture
 * @param {readonly number[]} among indices, ascending
 * @param {string} wanted
 * @param {(done: number) => boolean} goOn hears the share that is done, from 0 to 1; false gives up
 * @returns {Promise<number[] | null>} null if given up
 */
export async function searchTexts(capture, among, wanted, goOn) {
  const needle = wanted.toLowerCase();
  /** @type {number[]} */
  const found = [];
  let at = 0;
  let since = performance.now();
  for (let block = 0; block < capture.blocks; block++) {
    const { first, texts } = capture.block(block);
    for (; at < among.length; at++) {
      const index = /** @type {number} */ (among[at]);
      const text = texts[index - first];
      if (text === undefined) break;
      if (text.toLowerCase().includes(needle)) found.push(index);
    }
    if (performance.now() - since > WORK) {
      if (!goOn(block / capture.blocks)) return null;
      await othersTurn();
      since = performance.now();
    }
  }
  return goOn(1) ? found : null;
}

/** Milliseconds of work at a time: less than a frame of a display. */
const WORK = 10;

/** @returns {Promise<void>} */
function othersTurn() {
  return new Promise(resolve => setTimeout(resolve, 0));
}
