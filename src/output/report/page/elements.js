import { visible } from './visible.js';

/**
 * What goes into an element: text is put in as text, with hidden characters made visible. A list of any length is given
 * as it is: a spread would put it on the stack, where 100,000 are too many.
 *
 * @typedef {Node | string | number | null} OneChild
 * @typedef {OneChild | readonly OneChild[]} Child
 */

/**
 * Creates an element. The page creates all its elements here.
 *
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} name
 * @param {Readonly<Record<string, string>>} attributes no packet has a say in their names
 * @param {readonly Child[]} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function element(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/**
 * An element of SVG.
 *
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} name
 * @param {Readonly<Record<string, string | number>>} attributes
 * @param {readonly Child[]} children
 * @returns {SVGElementTagNameMap[K]}
 */
export function svg(name, attributes = {}, ...children) {
  return filled(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);
}

/**
 * A button that does something.
 *
 * @param {string} text
 * @param {() => void} action
 * @param {Readonly<Record<string, string>>} attributes
 */
export function button(text, action, attributes = {}) {
  const made = element('button', { type: 'button', ...attributes }, text);
  made.addEventListener('click', action);
  return made;
}

/**
 * The element of the page with that id, which must be of that kind.
 *
 * @template {Element} T
 * @param {string} id
 * @param {new () => T} kind
 * @returns {T}
 */
export function byId(id, kind) {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new Error(`#${id} is missing`);
}

/**
 * @template {Element} T
 * @param {T} parent
 * @param {Readonly<Record<string, string | number>>} attributes
 * @param {readonly Child[]} children
 * @returns {T}
 */
function filled(parent, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) parent.setAttribute(name, `${value}`);
  for (const child of children.flat())
    if (child !== null) parent.append(child instanceof Node ? child : visible(`${child}`));
  return parent;
}
