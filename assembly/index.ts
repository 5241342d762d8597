export { escapeJson } from './json';
export { setKey, verify } from './lanes';
export { useScratch } from './scratch';
export { sipTable } from './sip';
