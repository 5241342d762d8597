import { describe, expect, test } from 'vitest';
import { agree } from '../../src/registration/agreement.ts';
import { parseSecurityMechanisms } from '../../src/sip/security-agreement.ts';

const agreed = (client: string, server: string) =>
  agree(parseSecurityMechanisms([client]), parseSecurityMechanisms([server]), '10.0.0.2', '10.0.0.1');

describe('agree', () => {
  test('takes SPIs and ports of the UE from Security-Client, of the P-CSCF from Security-Server', () => {
    const agreement = agreed(
      'ipsec-3gpp;alg=hmac-sha-1-96;ealg=aes-cbc;spi-c=1111;spi-s=2222;port-c=5062;port-s=5064',
      'ipsec-3gpp;q=0.1;alg=hmac-sha-1-96;ealg=aes-cbc;spi-c=3333;spi-s=4444;port-c=5066;port-s=5068',
    );
    expect(agreement?.ue).toEqual({ address: '10.0.0.2', spiC: 1111, spiS: 2222, portC: 5062, portS: 5064 });
    expect(agreement?.pcscf).toEqual({
      address: '10.0.0.1',
      spiC: 3333,
      spiS: 4444,
      portC: 5066,
      portS: 5068,
    });
    expect(agreement?.agreed).toEqual([{ alg: 'hmac-sha-1-96', ealg: 'aes-cbc' }]);
  });

  test('the highest q of Security-Server comes first, equal ones in order', () => {
    const ends = 'spi-c=3;spi-s=4;port-c=5;port-s=6';
    const agreement = agreed(
      'ipsec-3gpp;alg=hmac-md5-96;spi-c=1;spi-s=2;port-c=7;port-s=8',
      `ipsec-3gpp;q=0.2;alg=hmac-md5-96;ealg=null;${ends},ipsec-3gpp;q=0.9;alg=hmac-sha-1-96;ealg=aes-cbc;${ends},ipsec-3gpp;q=0.9;alg=hmac-md5-96;ealg=aes-cbc;${ends}`,
    );
    expect(agreement?.agreed.map(suite => `${suite.alg}/${suite.ealg}`)).toEqual([
      'hmac-sha-1-96/aes-cbc',
      'hmac-md5-96/aes-cbc',
      'hmac-md5-96/null',
    ]);
  });

  test('offers with different SPIs: those beside the chosen suite count', () => {
    const agreement = agreed(
      'ipsec-3gpp;alg=hmac-md5-96;ealg=null;spi-c=1;spi-s=2;port-c=7;port-s=8,ipsec-3gpp;alg=hmac-sha-1-96;ealg=null;spi-c=11;spi-s=12;port-c=17;port-s=18',
      'ipsec-3gpp;alg=hmac-sha-1-96;spi-c=3;spi-s=4;port-c=5;port-s=6',
    );
    expect(agreement?.ue.spiC).toBe(11);
    expect(agreement?.offered.length).toBe(2);
  });

  test.each([
    [
      'no SPIs in Security-Server',
      'ipsec-3gpp;alg=hmac-md5-96;spi-c=1;spi-s=2;port-c=7;port-s=8',
      'ipsec-3gpp ; q=0.1',
    ],
    ['only tls offered', 'tls;q=0.2', 'ipsec-3gpp;alg=hmac-md5-96;spi-c=1;spi-s=2;port-c=7;port-s=8'],
  ])('%s: no agreement', (_, client, server) => expect(agreed(client, server)).toBeNull());
});
