import { spiText } from '../bytes/hex.ts';
import { isAgreed } from '../ipsec/sa/sa-set.ts';
import type { Report } from '../model/issue.ts';
import type { SaSet, Suite } from '../model/security-association.ts';

/** Reports packets of a set that contradict its headers: another suite, or an implausible plaintext. */
export function reportSetFacts(set: SaSet, report: Report): void {
  const frames = set.sas.flatMap(sa => (sa.firstFrame === null ? [] : [sa.firstFrame]));
  const frame = frames.length === 0 ? null : frames.reduce((first, one) => Math.min(first, one));
  const where = { layer: 'esp', damage: false, file: null, frame, offset: null } as const;
  const ends = `${set.ue.address} and ${set.pcscf.address}`;

  const agreed = set.agreed[0];
  if (set.used !== null && agreed !== undefined && !sameSuite(set.used, agreed)) {
    report({
      ...where,
      code: 'suite-differs',
      message: `ESP between ${ends}: expected ${suiteText(agreed)} as in Security-Server, found ${suiteText(set.used)} by ICV and padding`,
    });
  }
  const [lone] = set.sas;
  if (lone !== undefined && !isAgreed(lone)) {
    const why = lone.recovered ? 'IK is right, CK is wrong' : 'the given encryption key is wrong';
    if (lone.implausible > 0)
      report({
        ...where,
        code: 'implausible-plaintext',
        message: `${lone.implausible} ESP packets from ${lone.source} to ${lone.destination} with SPI ${spiText(lone.spi)} have a good ICV, but decrypt to nothing plausible: ${why}`,
      });
    return;
  }
  const implausible = set.sas.reduce((sum, sa) => sum + sa.implausible, 0);
  if (implausible > 0) {
    report({
      ...where,
      code: 'implausible-plaintext',
      message: `${implausible} ESP packets between ${ends} have a good ICV, but decrypt to nothing plausible: IK is right, the encryption key does not match ${agreed === undefined ? 'the agreement' : suiteText(agreed)}`,
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
