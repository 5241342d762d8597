import { expect, test } from 'vitest';
import type { AgreementEnd } from '../../../../src/model/security-association.ts';
import { findingsOf, type Parts, PCSCF, Script, UE } from '../../../support/events/script.ts';

/** A UE with an identity, an address and SPIs of its own. */
function partsOf(n: number, spi: number, callId: string): Parts & { readonly ue: AgreementEnd } {
  const ue = { ...UE, address: `10.0.1.${n}`, spiC: 1000 + 10 * n, spiS: 1001 + 10 * n };
  const Authorization = `Digest username="u${n}@ims", realm="ims", uri="sip:ims", nonce="", response=""`;
  return {
    ue,
    pcscf: { ...PCSCF, spiC: spi, spiS: spi + 1 },
    callId,
    headers: { Authorization, To: `<sip:u${n}@ims>` },
  };
}

function register(script: Script, n: number, spi: number, callId: string): Script {
  const parts = partsOf(n, spi, callId);
  const { headers, ...rest } = parts;
  return script
    .register(parts)
    .challengeMw({ callId })
    .challenge(rest)
    .answer(rest)
    .ok({ ...rest, headers: { To: headers?.To ?? '' } });
}

const UES = [1, 2, 3];

function restarted(wait: number): Script {
  const script = new Script();
  for (const n of UES) register(script, n, 4096 + 2 * n, `first${n}@ue`);
  script.wait(wait);
  for (const n of UES) register(script, n, 4090 + 2 * n, `second${n}@ue`);
  return script;
}

test('three UEs begin again in the clear and the SPIs begin again', async () => {
  const [finding] = await findingsOf('R35', restarted(100));
  expect(finding).toMatchObject({ severity: 'warning', confidence: 'likely', callId: null });
  expect(finding?.detail).toMatch(
    /^3 UEs start again with an unprotected REGISTER within .* start again at 4092\.$/,
  );
  expect(finding?.frames.map(({ frame }) => frame)).toEqual([16, 21, 26]);
});

test('nothing where registrations had ended, nor for two of them', async () => {
  expect(await findingsOf('R35', restarted(700_000))).toEqual([]);
  const script = new Script();
  for (const n of UES) register(script, n, 4096 + 2 * n, `first${n}@ue`);
  for (const n of [1, 2]) register(script, n, 4090 + 2 * n, `second${n}@ue`);
  expect(await findingsOf('R35', script)).toEqual([]);
});
