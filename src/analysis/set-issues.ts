import { spiText } from '../bytes/hex.ts';
import { isAgreed } from '../ipsec/sa/sa-set.ts';
import type { Report } from '../model/issue.ts';
import type { SaSet, Suite } from '../model/security-association.ts';

/** Reports what the packets of a set prove against its headers: another suite, or plaintext that makes no sense. */
export function reportSetFacts(set: SaSet, report: Report): void {
  const frames = set.sas.flatMap(sa => (sa.firstFrame === null ? [] : [sa.firstFrame]));
  const frame = frames.length === 0 ? null : Math.min(...frames);
  const where = { layer: 'esp', damage: false, file: null, frame, offset: null } as const;
  const ends = `${set.ue.address} and ${set.pcscf.address}`;

  const agreed = set.agreed[0];
  if (set.used !== null && agreed !== undefined && !sameSuite(set.used, agreed)) {
    report({
      ...where,
      code: 'suite-differs',
      message: `between ${ends} Security-Server says ${suiteText(agreed)}, but ICV and padding prove ${suiteText(set.used)}`,
    });
  }
  const [lone] = set.sas;
  if (lone !== undefined && !isAgreed(lone)) {
    const why = lone.recovered ? 'IK is right, CK is not' : 'the encryption key that was given is not theirs';
    if (lone.implausible > 0)
      report({
        ...where,
        code: 'implausible-plaintext',
        message: `${lone.implausible} ESP packets from ${lone.source} to ${lone.destination} with SPI ${spiText(lone.spi)} open to no plausible plaintext: ${why}`,
      });
    return;
  }
  const implausible = set.sas.reduce((sum, sa) => sum + sa.implausible, 0);
  if (implausible > 0) {
    report({
      ...where,
      code: 'implausible-plaintext',
      message: `between ${ends} ${implausible} ESP packets have a good ICV but no plausible plaintext: IK is right, the encryption key is not the one of ${agreed === undefined ? 'the agreement' : suiteText(agreed)}`,
    });
  }
}

/** A suite as `alg=… ealg=…`. */
function suiteText(suite: Suite): string {
  return `alg=${suite.alg} ealg=${suite.ealg}`;
}

function sameSuite(a: Suite, b: Suite): boolean {
  return a.alg === b.alg && a.ealg === b.ealg;
}
