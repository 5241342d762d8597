export type { MobilityEvent } from '../../access/mobility.ts';
