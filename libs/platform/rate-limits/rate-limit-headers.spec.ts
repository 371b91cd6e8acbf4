import { addressBlock } from './address-block';
import { Budget } from './budget';
import { limitHeader, policyHeader } from './rate-limit-headers';

const PRINCIPAL = { name: 'principal', perSecond: 100, burst: 200 };
const WORKSPACE = { name: 'workspace', perSecond: 3, burst: 10 };

describe('the headers', () => {
  it('name each policy with its quota and the time in which it fills', () => {
    expect(policyHeader([PRINCIPAL, WORKSPACE])).toBe('"principal";q=200;w=2, "workspace";q=10;w=4');
  });

  it('tell what is left and when the budget is full again', () => {
    const budgets = [new Budget('a', PRINCIPAL, 0), new Budget('b', WORKSPACE, 0)];
    budgets[0]?.take(20);
    expect(limitHeader(budgets, 0)).toBe('"principal";r=180;t=1, "workspace";r=10;t=0');
    expect(limitHeader(budgets, 100)).toBe('"principal";r=190;t=1, "workspace";r=10;t=0');
  });

  it('never tell of less than nothing', () => {
    const budget = new Budget('a', WORKSPACE, 0);
    budget.take(50);
    expect(limitHeader([budget], 0)).toBe('"workspace";r=0;t=4');
  });
});

describe('the block of an address', () => {
  it('is the address of an IPv4 caller, and the /64 of an IPv6 caller', () => {
    expect(addressBlock('192.0.2.7')).toBe('192.0.2.7');
    expect(addressBlock('::ffff:192.0.2.7')).toBe('::ffff:192.0.2.7');
    expect(addressBlock('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64');
    expect(addressBlock('2001:db8::1')).toBe('2001:db8:0:0::/64');
    expect(addressBlock('::1')).toBe('0:0:0:0::/64');
  });
});
