import type { AnalysisOptions } from '../../analysis/analyse.ts';
import type { IssueLayer } from '../../model/issue.ts';
import type { KeyFile } from '../../model/key-file.ts';

/** What files of keys give to the analysis. */
export type KeyOptions = Required<Pick<AnalysisOptions, 'usims' | 'keys' | 'givenSas'>>;

interface KeyInputInto<Into extends keyof KeyOptions> {
  /** Of the option that names the files. */
  readonly option: string;
  /** What the help says of the option. */
  readonly describe: string;
  /** What of the analysis the entries are for. */
  readonly into: Into;
  readonly encoding: 'utf8' | 'latin1';
  /** Layer and code of the issue about an entry that is not understood. */
  readonly layer: IssueLayer;
  readonly code: string;
  /** Loads the parser: few runs need one. */
  readonly parser: () => Promise<(text: string) => KeyFile<KeyOptions[Into][number]>>;
}

/** A kind of file that keys come from. */
export type KeyInput = { [Into in keyof KeyOptions]: KeyInputInto<Into> }[keyof KeyOptions];

/** Every kind of file that keys come from; a new one is a parser and a row. */
export const KEY_INPUTS: readonly KeyInput[] = [
  {
    option: 'usim',
    describe: 'USIMs as JSON: K with OP or OPc, and IMPI or IMSI (repeatable)',
    into: 'usims',
    encoding: 'utf8',
    layer: 'input',
    code: 'usim-entry',
    parser: async () => (await import('../../aka/usim-file.ts')).parseUsims,
  },
  {
    option: 'keys',
    describe: 'CK and IK as JSON, for an IMPI, a nonce, an SPI or for all (repeatable)',
    into: 'keys',
    encoding: 'utf8',
    layer: 'input',
    code: 'key-entry',
    parser: async () => (await import('../../aka/key-file.ts')).parseGivenKeys,
  },
  {
    option: 'esp-sa',
    describe: "SAs with their keys: Wireshark's esp_sa file (repeatable)",
    into: 'givenSas',
    encoding: 'latin1',
    layer: 'esp',
    code: 'esp-sa-line',
    parser: async () => (await import('../../ipsec/given/esp-sa-file.ts')).parseEspSa,
  },
  {
    option: 'xfrm',
    describe: 'SAs with their keys: the output of ip xfrm state (repeatable)',
    into: 'givenSas',
    encoding: 'latin1',
    layer: 'esp',
    code: 'xfrm-state',
    parser: async () => (await import('../../ipsec/given/xfrm-states.ts')).parseXfrmStates,
  },
  {
    option: 'pcscf-log',
    describe: 'log of a Kamailio P-CSCF with ck, ik and nonce of each challenge (repeatable)',
    into: 'keys',
    encoding: 'latin1',
    layer: 'sip',
    code: 'pcscf-log-key',
    parser: async () => (await import('../../registration/pcscf-log.ts')).parsePcscfLog,
  },
];

/** A file of keys that the command line names. */
export interface KeyFileArgument {
  /** Of the row in `KEY_INPUTS`. */
  readonly option: string;
  readonly path: string;
}
