import type {
  AgreementEnd,
  GivenSa,
  KeyMaterial,
  SaName,
  SaSet,
  SecurityAssociation,
  Suite,
} from '../../model/security-association.ts';

/** An agreement, from which SaDatabase creates an SA set. Addresses are IP address text. */
export interface SaSetParameters {
  readonly ue: AgreementEnd;
  readonly pcscf: AgreementEnd;
  /** Nonce of the challenge, or null if the agreement was learnt without one. */
  readonly nonce: string | null;
  readonly agreed: readonly Suite[];
  readonly offered: readonly Suite[];
  /** Keys to try, best first; may be empty. */
  readonly keys: readonly KeyMaterial[];
}

/**
 * The set of an agreement with its four SAs (TS 33.203 §7.1), temporary and without keys. SPI 0, which no packet has
 * (RFC 4303 §2.1), means not known: that SA is left out.
 */
export function createSaSet(parameters: SaSetParameters, id: number, generation: number): SaSet {
  const { ue, pcscf, nonce, agreed, offered } = parameters;
  const sas: SecurityAssociation[] = [];
  const set: SaSet = {
    id,
    ue,
    pcscf,
    nonce,
    generation,
    agreed,
    offered,
    keys: [],
    state: 'temporary',
    history: [],
    used: null,
    key: null,
    cipherKey: null,
    integrityKey: null,
    expansion: null,
    sas,
  };
  const four = [
    createSa('uc->ps', set, ue, ue.portC, pcscf, pcscf.portS, pcscf.spiS),
    createSa('pc->us', set, pcscf, pcscf.portC, ue, ue.portS, ue.spiS),
    createSa('ps->uc', set, pcscf, pcscf.portS, ue, ue.portC, ue.spiC),
    createSa('us->pc', set, ue, ue.portS, pcscf, pcscf.portC, pcscf.spiC),
  ];
  for (const sa of four) if (sa.spi !== 0) sas.push(sa);
  return set;
}

/**
 * A set of one SA without an agreement, between the ends of a packet: from the user, or, if `given` is null, recovered
 * with a known key. It is established, as there is a packet; its ports are those from the user, if any.
 */
export function createLoneSet(
  given: GivenSa | null,
  source: string,
  destination: string,
  spi: number,
  id: number,
): SaSet {
  const end = (address: string): AgreementEnd => ({ address, portC: 0, portS: 0, spiC: 0, spiS: 0 });
  const [ue, pcscf] = [end(source), end(destination)];
  const sas: SecurityAssociation[] = [];
  const set: SaSet = {
    id,
    ue,
    pcscf,
    nonce: null,
    generation: 1,
    agreed: [],
    offered: [],
    keys: [],
    state: 'established',
    history: [],
    used: null,
    key: null,
    cipherKey: null,
    integrityKey: null,
    expansion: null,
    sas,
  };
  const { sourcePort = 0, destinationPort = 0 } = given ?? {};
  const sa = createSa('unknown', set, ue, sourcePort, pcscf, destinationPort, spi);
  sas.push({ ...sa, given, recovered: given === null });
  return set;
}

/** Is an SA from an agreement, and neither from the user nor recovered? */
export function isAgreed({ name }: SecurityAssociation): boolean {
  return name !== 'unknown';
}

/** The receiver chose the SPI for its receiving port. */
function createSa(
  name: SaName,
  set: SaSet,
  from: AgreementEnd,
  sourcePort: number,
  to: AgreementEnd,
  destinationPort: number,
  spi: number,
): SecurityAssociation {
  return {
    name,
    set,
    source: from.address,
    sourcePort,
    destination: to.address,
    destinationPort,
    spi,
    recovered: false,
    given: null,
    packets: 0,
    icvGood: 0,
    icvBad: 0,
    unchecked: 0,
    noKey: 0,
    duplicates: 0,
    implausible: 0,
    numbered: 0,
    firstSequence: 0,
    lastSequence: 0,
    firstFrame: null,
    lastFrame: null,
  };
}
