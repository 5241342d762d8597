/** @import { Message } from './capture.js' */

/**
 * What messages to show; an empty string asks for nothing. `status`: `request`, `401` or `4xx`; `protection`: `esp` or
 * `clear`; `callId` and `identity` are parts of what they name, in any case.
 *
 * @typedef {object} Criteria
 * @property {string} method
 * @property {string} status
 * @property {string} callId
 * @property {string} identity
 * @property {string} protection
 * @property {string} icv
 */

/**
 * Does a message meet all criteria?
 *
 * @param {Message} message
 * @param {Criteria} criteria
 * @param {(message: Message) => string} identityOf IMPI and IMPU that a message belongs to
 */
export function meets(message, criteria, identityOf) {
  const { method, status, callId, identity, protection, icv } = criteria;
  if (method !== '' && message.method !== method) return false;
  if (status !== '' && !hasStatus(message.status, status)) return false;
  if (protection !== '' && (message.esp === null) !== (protection === 'clear')) return false;
  if (icv !== '' && message.esp?.icv !== icv) return false;
  if (callId !== '' && !contains(message.callId, callId)) return false;
  return identity === '' || contains(identityOf(message), identity);
}

/**
 * The methods and statuses of the messages, sorted, for the lists of the form.
 *
 * @param {readonly Message[]} messages
 */
export function choices(messages) {
  /** @type {Set<string>} */
  const methods = new Set();
  /** @type {Set<number>} */
  const statuses = new Set();
  for (const { method, status } of messages) {
    if (method !== '') methods.add(method);
    if (status !== 0) statuses.add(status);
  }
  const codes = [...statuses].sort((one, other) => one - other);
  const classes = [...new Set(codes.map(code => `${Math.floor(code / 100)}xx`))];
  return { methods: [...methods].sort(), statuses: [...classes, ...codes.map(String)] };
}

/**
 * @param {number} status
 * @param {string} wanted
 */
function hasStatus(status, wanted) {
  if (wanted === 'request') return status === 0;
  return wanted.endsWith('xx') ? Math.floor(status / 100) === Number(wanted[0]) : status === Number(wanted);
}

/**
 * @param {string} text
 * @param {string} part
 */
function contains(text, part) {
  return text.toLowerCase().includes(part.toLowerCase());
}
