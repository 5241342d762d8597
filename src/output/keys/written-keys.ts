import type { AnalysisResult } from '../../analysis/analyse.ts';
import { latin1 } from '../../bytes/latin1.ts';
import type { SipMessage } from '../../sip/message.ts';
import { mayNameKeys, withoutNamedKeys } from './challenge-keys.ts';

/** Are CK and IK in the frames of a decrypted capture, which are written as they were? */
export class WrittenKeys {
  #isFound = false;

  /** Looks at a message as it was sent. */
  look({ status, bytes }: Pick<SipMessage, 'status' | 'bytes'>): void {
    if (this.#isFound || (status !== 401 && status !== 407)) return;
    const text = latin1(bytes);
    if (!mayNameKeys(text)) return;
    withoutNamedKeys(text, () => {
      this.#isFound = true;
    });
  }

  /** After the analysis: true also for keys that only the HSS sent. */
  areIn({ sets }: AnalysisResult): boolean {
    return this.#isFound || sets.some(({ keys }) => keys.some(({ source }) => source === 'maa'));
  }
}
