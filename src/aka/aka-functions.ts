/** The outputs of f1 to f5 (TS 33.102 §6.3), sizes in octets. */
export interface AkaVector {
  /** MAC-A of f1, 8 (Milenage) or 8, 16, 32 (TUAK). */
  readonly macA: Uint8Array;
  /** 4 to 16 octets. */
  readonly res: Uint8Array;
  /** 16. */
  readonly ck: Uint8Array;
  /** 16. */
  readonly ik: Uint8Array;
  /** 6: hides SQN in AUTN. */
  readonly ak: Uint8Array;
}

/** The outputs for a resynchronisation (TS 33.102 §6.3.3). */
export interface ResynchronisationVector {
  /** MAC-S of f1*, 8 octets. */
  readonly macS: Uint8Array;
  /** AK of f5*, 6 octets: hides SQN in AUTS. */
  readonly akS: Uint8Array;
}

/** Inputs of f1 and f1*: RAND of 16 octets, SQN of 6, AMF of 2. */
export interface AkaInput {
  readonly rand: Uint8Array;
  readonly sqn: Uint8Array;
  readonly amf: Uint8Array;
}

/** f1 to f5* of one USIM. */
export interface AkaFunctions {
  /** f5 alone: AK is needed before SQN is known. */
  ak(rand: Uint8Array): Uint8Array;
  /** f1 to f5. */
  vector(input: AkaInput): AkaVector;
  /** f1* and f5*. AMF is from the input; it is zero for AUTS. */
  resynchronisation(input: AkaInput): ResynchronisationVector;
}
