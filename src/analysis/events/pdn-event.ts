import type { Pdn } from '../../access/pdn.ts';

/** One PDN connection or PDU session, or one question about a P-CSCF, as it stood when nothing more came. */
export type PdnEvent = Pdn;
