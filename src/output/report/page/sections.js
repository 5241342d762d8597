/**
 * The sections of the page, of which one is shown at a time: the one that the address names behind `#`. Their ids are
 * other names, so that the browser does not scroll past what is above them.
 */
export class Sections {
  /** @type {HTMLElement[]} */
  #sections;
  /** @type {HTMLAnchorElement[]} */
  #links;

  /** @type {Readonly<Record<string, () => void>>} */
  #fill;
  /** @type {Set<string>} */
  #filled = new Set();

  /**
   * @param {Document} page
   * @param {Readonly<Record<string, () => void>>} fill fills a section, when it is shown for the first time
   */
  constructor(page, fill) {
    this.#fill = fill;
    this.#sections = [...page.querySelectorAll('main > section')].filter(one => one instanceof HTMLElement);
    this.#links = [...page.querySelectorAll('nav a')].filter(one => one instanceof HTMLAnchorElement);
    addEventListener('hashchange', () => this.#follow());
    this.#follow();
  }

  /**
   * Shows a section.
   *
   * @param {string} name
   */
  show(name) {
    if (location.hash !== `#${name}`) location.hash = name;
    this.#show(name);
  }

  #follow() {
    const name = location.hash.slice(1);
    const isKnown = this.#sections.some(section => section.id === idOf(name));
    this.#show(isKnown ? name : 'overview');
  }

  /** @param {string} name */
  #show(name) {
    if (!this.#filled.has(name)) {
      this.#filled.add(name);
      this.#fill[name]?.();
    }
    for (const section of this.#sections) section.hidden = section.id !== idOf(name);
    for (const link of this.#links) {
      if (link.hash === `#${name}`) link.setAttribute('aria-current', 'page');
      else link.removeAttribute('aria-current');
    }
    scrollTo(0, 0);
  }
}

/** @param {string} name */
function idOf(name) {
  return `${name}-view`;
}
