import { expect, test } from 'vitest';
import { nasTransport } from '../../../support/access/access-packets.ts';
import { sessionSetUp } from '../../../support/access/core-script.ts';
import { overSctp } from '../../../support/access/discovery.ts';
import { S1AP_BEARER_REQUEST } from '../../../support/access/real-messages.ts';
import { coreValues } from '../../../support/events/core-values.ts';
import { Script } from '../../../support/events/script.ts';

test('procedure, association and bearers of S1AP', async () => {
  expect(await coreValues(overSctp(new Script(), 18, S1AP_BEARER_REQUEST))).toMatchObject([
    {
      's1ap.procedureCode': ['5'],
      's1ap.MME_UE_S1AP_ID': ['7'],
      's1ap.ENB_UE_S1AP_ID': ['6'],
      's1ap.qCI': ['5'],
      's1ap.priorityLevel': ['1'],
      's1ap.pre_emptionCapability': ['0'],
      's1ap.pre_emptionVulnerability': ['0'],
    },
  ]);
});

test('flows of NGAP: each has a value, and rates those that have some', async () => {
  const signalling = { id: 1, fiveQi: 5, priority: 1 };
  const voice = { id: 2, fiveQi: 1, priority: 2, rates: [128_000, 64_000, 49_000, 41_000] } as const;
  expect(await coreValues(overSctp(new Script(), 60, sessionSetUp(signalling, voice)))).toMatchObject([
    {
      'ngap.procedureCode': ['29'],
      'ngap.fiveQI': ['5', '1'],
      'ngap.priorityLevelARP': ['1', '2'],
      'ngap.guaranteedFlowBitRateDL': ['49000'],
      'ngap.maximumFlowBitRateUL': ['64000'],
    },
  ]);
});

test('S1AP has no fields of NGAP', async () => {
  const [values = {}] = await coreValues(
    overSctp(new Script(), 18, nasTransport('s1ap', {}, Uint8Array.of(7, 0x44, 15))),
  );
  expect(Object.keys(values).filter(name => name.startsWith('ngap'))).toEqual([]);
});
