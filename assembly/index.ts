export { escapeJson } from './json';
export { setKey, verify } from './lanes';
export { isAscii, longRuns } from './runs';
export { useScratch } from './scratch';
export { sipTable } from './sip';
