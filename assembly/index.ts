export { setKey, verify } from './lanes';
export { useScratch } from './scratch';
