/** @import { Message } from './capture.js' */

/**
 * Nanoseconds as seconds with six decimals.
 *
 * @param {number} nanoseconds
 */
export function secondsText(nanoseconds) {
  const micros = Math.floor(Math.abs(nanoseconds) / 1000);
  const fraction = `${micros % 1_000_000}`.padStart(6, '0');
  return `${nanoseconds < 0 ? '-' : ''}${Math.floor(micros / 1_000_000)}.${fraction}`;
}

/**
 * A duration in a suitable unit.
 *
 * @param {number} nanoseconds
 */
export function durationText(nanoseconds) {
  if (nanoseconds < 1e9) return `${Math.round(nanoseconds / 1e5) / 10} ms`;
  if (nanoseconds < 120e9) return `${Math.round(nanoseconds / 1e8) / 10} s`;
  const minutes = Math.round(nanoseconds / 60e9);
  return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 6) / 10} h`;
}

/**
 * Date and time in UTC with all digits.
 *
 * @param {{ seconds: number, nanoseconds: number }} start time of the first frame
 * @param {number} nanoseconds since then
 */
export function utcText({ seconds, nanoseconds: first }, nanoseconds) {
  const sum = first + nanoseconds;
  const whole = seconds + Math.floor(sum / 1e9);
  const rest = `${sum - Math.floor(sum / 1e9) * 1e9}`.padStart(9, '0');
  const date = new Date(whole * 1000);
  return Number.isNaN(date.getTime()) ? `${whole}.${rest}` : date.toISOString().replace('.000Z', `.${rest}Z`);
}

/**
 * `address:port`, with brackets around an IPv6 address.
 *
 * @param {string} address
 * @param {number} port
 */
export function endpointText(address, port) {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** @param {number} spi */
export function spiText(spi) {
  return `0x${spi.toString(16).padStart(8, '0')}`;
}

/**
 * The SA of a message and its ICV result, or `unprotected`.
 *
 * @param {Pick<Message, 'esp'>} message
 */
export function markText({ esp }) {
  if (esp === null) return 'unprotected';
  const sa = esp.sa === 'unknown' ? spiText(esp.spi) : esp.sa;
  return `${sa} ${esp.icv === 'bad' ? 'BAD' : esp.icv}`;
}

/**
 * Method, or status with reason and method.
 *
 * @param {Pick<Message, 'method' | 'status' | 'reason'>} message
 */
export function titleText({ method, status, reason }) {
  if (status === 0) return method;
  return `${status} ${reason}${method === '' ? '' : ` (${method})`}`;
}

/**
 * A text of at most `length` characters; a longer one loses its start.
 *
 * @param {string} text
 * @param {number} length
 */
export function endOf(text, length) {
  return text.length <= length ? text : `…${text.slice(1 - length)}`;
}

/**
 * A number with its noun.
 *
 * @param {number} number
 * @param {string} noun
 */
export function countText(number, noun) {
  return `${numberText(number)} ${noun}${number === 1 ? '' : 's'}`;
}

/**
 * A number with separated thousands.
 *
 * @param {number} number
 */
export function numberText(number) {
  return number.toLocaleString('en');
}
