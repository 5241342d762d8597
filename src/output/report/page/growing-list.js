import { button } from './elements.js';
import { numberText } from './format.js';

/**
 * Adds items to `parent` in portions; a button after it adds the next ones.
 *
 * @template T
 * @param {Element} parent
 * @param {readonly T[]} items
 * @param {(item: T) => Element} render
 * @param {number} portion
 */
export function growingList(parent, items, render, portion) {
  const scroller = parent.closest('.scroller') ?? parent;
  const more = button('', () => {
    const first = add();
    if (first instanceof HTMLElement) first.focus();
  });
  more.classList.add('more');
  let shown = 0;
  const add = () => {
    const rendered = items.slice(shown, shown + portion).map(render);
    for (const one of rendered) parent.append(one);
    shown += rendered.length;
    more.textContent = `Show more (${numberText(items.length - shown)} left)`;
    if (shown >= items.length) more.remove();
    else scroller.after(more);
    const [first] = rendered;
    first?.setAttribute('tabindex', '-1');
    return first;
  };
  add();
}
