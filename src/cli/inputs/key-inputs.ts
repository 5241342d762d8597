import type { AnalysisOptions } from '../../analysis/analyse.ts';
import type { IssueLayer } from '../../model/issue.ts';
import type { KeyFile } from '../../model/key-file.ts';

/** The options of the analysis that come from files of keys. */
export type KeyOptions = Required<Pick<AnalysisOptions, 'usims' | 'keys' | 'givenSas'>>;

interface KeyInputInto<Into extends keyof KeyOptions> {
  /** Name of the option. */
  readonly option: string;
  /** Help text of the option. */
  readonly describe: string;
  /** The option of the analysis that takes the entries. */
  readonly into: Into;
  readonly encoding: 'utf8' | 'latin1';
  /** Layer and code of the issue about an unreadable entry. */
  readonly layer: IssueLayer;
  readonly code: string;
  /** Loads the parser, which few runs need. */
  readonly parser: () => Promise<(text: string) => KeyFile<KeyOptions[Into][number]>>;
}

/** A kind of key file. */
export type KeyInput = { [Into in keyof KeyOptions]: KeyInputInto<Into> }[keyof KeyOptions];

/** Every kind of key file. A new kind needs a parser and a row. */
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
    describe: 'log of a Kamailio P-CSCF with nonce, ck and ik of each challenge (repeatable)',
    into: 'keys',
    encoding: 'latin1',
    layer: 'sip',
    code: 'pcscf-log-key',
    parser: async () => (await import('../../registration/pcscf-log.ts')).parsePcscfLog,
  },
];

/** A file of keys on the command line. */
export interface KeyFileArgument {
  /** The option of its row in `KEY_INPUTS`. */
  readonly option: string;
  readonly path: string;
}
