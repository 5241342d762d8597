import { describe, expect, test } from 'vitest';
import { coreOfPdn, type LadderCore, nameGtpNodes } from '../../../../src/output/ladder/core/core.ts';
import { hostsWithCore } from '../../../../src/output/ladder/core/hosts.ts';
import type { LadderHost } from '../../../../src/output/ladder/hosts.ts';
import { coreStep } from '../../../support/events/core-steps.ts';

const none = () => {
  throw new Error('no SIP here');
};
const pcscf = (address: string): LadderHost => ({ name: 'P-CSCF', role: 'P-CSCF', addresses: [address] });
const policy = (role: 'P-CSCF' | 'PGW', address: string): LadderCore => ({
  ...(coreOfPdn({ steps: [coreStep({})], lookup: null })[0] as LadderCore),
  protocol: role === 'PGW' ? 'Diameter (Gx)' : 'Diameter (Rx)',
  transport: 'tcp',
  from: { role, address },
  to: { role: 'PCRF', address: 'pcrf' },
});

describe('hosts of the core', () => {
  test('the only P-CSCF of SIP is that of Rx, at whatever address; of two the one with the address', () => {
    const entry = policy('P-CSCF', '127.0.0.1');
    const [one, other] = [pcscf('10.0.0.1'), pcscf('127.0.0.1')];
    expect(hostsWithCore({ from: none, to: none }, [one], [entry], new Map()).from(entry)).toBe(one);
    expect(hostsWithCore({ from: none, to: none }, [one, other], [entry], new Map()).from(entry)).toBe(other);
    const own = hostsWithCore({ from: none, to: none }, [one, pcscf('10.0.0.9')], [entry], new Map()).from(
      entry,
    );
    expect(own).toEqual({ name: 'P-CSCF', role: 'P-CSCF', addresses: ['127.0.0.1'] });
  });

  test('the only PGW of GTP-C is that of Gx', () => {
    const gtp = coreOfPdn({
      steps: [
        coreStep({ source: 'mme', destination: 'sgw' }),
        coreStep({ source: 'sgw', destination: 'pgw' }),
      ],
      lookup: null,
    });
    const gx = policy('PGW', 'gx');
    nameGtpNodes([...gtp, gx]);
    const hosts = hostsWithCore({ from: none, to: none }, [], [...gtp, gx], new Map([['pgw', 'gateway']]));
    expect(hosts.from(gx)).toBe(hosts.to(gtp[1] as LadderCore));
    expect(hosts.from(gx)).toEqual({ name: 'gateway', role: 'PGW', addresses: ['pgw', 'gx'] });
  });
});
