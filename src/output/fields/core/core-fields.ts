import type { Field } from '../field.ts';
import { CONNECTION_FIELDS } from './connection-fields.ts';
import { DIAMETER_FIELDS } from './diameter-fields.ts';
import { GTP_FIELDS } from './gtp-fields.ts';
import { LOOKUP_FIELDS } from './lookup-fields.ts';
import { NAS_FIELDS } from './nas-fields.ts';
import { RADIO_FIELDS } from './radio-fields.ts';

/** Fields of the messages of the access network and the core, under tshark's names. */
export const CORE_FIELDS: readonly Field[] = [
  ...RADIO_FIELDS,
  ...NAS_FIELDS,
  ...GTP_FIELDS,
  ...CONNECTION_FIELDS,
  ...LOOKUP_FIELDS,
  ...DIAMETER_FIELDS,
];
