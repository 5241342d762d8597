import { spiText } from '../../../bytes/hex.ts';
import type { CaptureFacts } from '../../cases/case.ts';
import { framesOfAll, packetsOf } from '../../evidence/evidence.ts';
import { strayBehind } from '../../evidence/silence/closed-esp.ts';
import type { CaptureRule } from '../rule.ts';

/** https://github.com/open5gs/open5gs/issues/578: ESP cannot be decrypted without the 401, or CK and IK from elsewhere. */
export const midSession: CaptureRule = {
  about: 'capture',
  id: 'R42',
  title: 'ESP without the 401 that created its SAs',
  term: 'capture started in mid-session, cannot decrypt ESP',
  evidence:
    'No Security-Server in the capture names the SPIs of this ESP. Without keys only ESP NULL can be read, and no ICV can be checked.',
  severity: 'note',
  advice:
    'Start the capture before the UE registers (switch its flight mode on and off). Capture Gm, and also Mw or Cx, which carry CK and IK. Or give the keys: --keys, --ck and --ik, --usim, or the SAs of the P-CSCF (ip xfrm state) with --esp-sa. Ignore this finding for ESP outside IMS (a VPN with IKE, the VoWiFi tunnel to the ePDG): it never has a 401.',
  settle: null,
  certain: 'ESP is in the capture under SPIs that no Security-Server in it names.',
  check: capture => {
    const { spis, packets, frames, read } = withoutChallenge(capture);
    if (packets === 0) return null;
    const [first] = spis;
    const some = spis.length === 1 ? `SPI ${spiText(first as number)}` : `${spis.length} SPIs`;
    const open = read === 0 ? 'None could be read.' : `${read} could be read: ESP NULL, or with a given key.`;
    return {
      detail: `${packets} ESP ${packets === 1 ? 'packet' : 'packets'} under ${some} without the 401 that created the SAs. ${open}`,
      frames,
      confidence: 'certain',
    };
  },
};

/** ESP of agreements learnt from a Security-Verify, and ESP without any agreement; not ESP with keys from the user. */
function withoutChallenge(capture: CaptureFacts) {
  const learnt = capture.activities.filter(({ set }) => set.nonce === null && set.agreed.length > 0);
  const sas = learnt.flatMap(({ sas }) => sas).filter(({ sa }) => sa.icvGood === 0);
  const stray = strayBehind(capture).nothing;
  const open = sas.reduce((sum, { packets, closed, bad }) => sum + packets - closed - bad, 0);
  return {
    spis: [...new Set([...sas.map(({ sa }) => sa.spi), ...stray.map(({ spi }) => spi)])],
    packets: packetsOf(sas) + stray.reduce((sum, { packets }) => sum + packets, 0),
    read: open + stray.reduce((sum, { read }) => sum + read, 0),
    frames: framesOfAll([...sas, ...stray]),
  };
}
