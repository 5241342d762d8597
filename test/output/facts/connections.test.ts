import { describe, expect, test } from 'vitest';
import type { Pdn } from '../../../src/access/pdn.ts';
import type { Registration } from '../../../src/model/registration.ts';
import { Connections, imsConnection } from '../../../src/output/facts/connections.ts';

const IMSI = '001010000000001';
const pdn = (members: Partial<Pdn>): Pdn =>
  ({ imsi: null, ue: [], apn: null, pcscf: [], pcscfAsked: [], ...members }) as Pdn;
const registration = (members: Partial<Registration>): Registration =>
  ({
    callId: 'a',
    impi: null,
    impu: null,
    ue: null,
    pcscf: null,
    attempts: [],
    sets: [],
    ...members,
  }) as Registration;

describe('the connections of a subscriber', () => {
  const one = registration({ impi: `${IMSI}@ims.example`, ue: '10.46.0.2' });

  test('by IMSI, and by address where there is none', () => {
    const [own, other, noImsi] = [
      pdn({ imsi: IMSI }),
      pdn({ imsi: '001010000000002' }),
      pdn({ ue: ['10.46.0.2'] }),
    ];
    expect(new Connections([own, other]).of([one])).toEqual([own]);
    expect(new Connections([other, noImsi]).of([one])).toEqual([noImsi]);
  });

  test('the one with the address of the registration comes first', () => {
    const [internet, ims] = [pdn({ imsi: IMSI, ue: ['10.45.0.2'] }), pdn({ imsi: IMSI, ue: ['10.46.0.2'] })];
    expect(new Connections([internet, ims]).of([one])).toEqual([ims, internet]);
  });

  test('that of the IMS is chosen by what it asks or has', () => {
    const [internet, ims] = [pdn({ apn: 'internet' }), pdn({ apn: 'ims.mnc001.mcc001.gprs' })];
    expect(imsConnection([internet, ims])).toBe(ims);
    expect(imsConnection([internet, pdn({ pcscfAsked: ['ipv4'] })])?.pcscfAsked).toEqual(['ipv4']);
    expect(imsConnection([internet])).toBe(internet);
    expect(imsConnection([])).toBeNull();
  });
});
