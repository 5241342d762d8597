/**
 * The keys of the whole page: `/` search, `j` and `k` next and previous message, Escape closes. Single letters can be
 * switched off (WCAG 2.1.4), and mean themselves where text is written.
 *
 * @param {HTMLInputElement} isOn
 * @param {{ search(): void, step(step: number): void, close(): boolean }} actions `close` says whether there was something
 */
export function listenToKeys(isOn, { search, step, close }) {
  addEventListener('keydown', event => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    if (event.key === 'Escape') {
      if (close()) event.preventDefault();
      return;
    }
    if (!isOn.checked || isWriting(event.target)) return;
    if (event.key === '/') search();
    else if (event.key === 'j') step(1);
    else if (event.key === 'k') step(-1);
    else return;
    event.preventDefault();
  });
}

/** @param {EventTarget | null} target */
function isWriting(target) {
  if (target instanceof HTMLInputElement) return target.type !== 'checkbox';
  return target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement;
}
