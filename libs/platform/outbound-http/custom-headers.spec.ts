import { checkHeaders } from './index';

describe('checkHeaders', () => {
  it('accepts ordinary headers and lowers their names', () => {
    expect(checkHeaders({ Authorization: 'Bearer x', 'X-Tenant': 'a b\tc', 'x-empty': '' })).toEqual({
      ok: true,
      headers: { authorization: 'Bearer x', 'x-tenant': 'a b\tc', 'x-empty': '' },
    });
  });

  it.each([
    'Host',
    'Content-Length',
    'transfer-encoding',
    'Connection',
    'keep-alive',
    'TE',
    'Trailer',
    'Upgrade',
    'Proxy-Authorization',
    'proxy-connection',
    'Expect',
    'Accept-Encoding',
    'Content-Type',
    'User-Agent',
    'Webhook-Id',
    'webhook-signature',
    'WEBHOOK-x',
  ])('refuses %s', (name) => {
    expect(checkHeaders({ [name]: 'x' })).toMatchObject({
      ok: false,
      code: 'header_not_allowed',
      header: name.toLowerCase(),
    });
  });

  it.each([
    ['x-a', 'a\r\nhost: evil'],
    ['x-a', 'a\nb'],
    ['x-a', 'a\rb'],
    ['x-a', 'a\0b'],
    ['x-a', 'ü'],
    ['x-a', '\u{10a}'],
    ['x-a', 'a'.repeat(2_049)],
    ['x a', 'b'],
    ['x-a:', 'b'],
    ['x-a\r\nhost', 'b'],
    ['', 'b'],
    ['höst', 'b'],
  ])('refuses %j: %.20j', (name, value) => {
    expect(checkHeaders({ [name]: value })).toMatchObject({ ok: false, code: 'header_invalid' });
  });

  it('refuses a name given twice and more than 20', () => {
    expect(checkHeaders({ 'X-A': '1', 'x-a': '2' })).toMatchObject({ ok: false, header: 'x-a' });
    const many = Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`x-${index}`, '1']));
    expect(checkHeaders(many)).toMatchObject({ ok: false, code: 'header_invalid' });
  });

  it('is not confused by names of object properties', () => {
    const headers: Record<string, string> = JSON.parse('{"__proto__":"x","constructor":"y"}');
    const check = checkHeaders(headers);
    expect(check.ok && Object.keys(check.headers)).toEqual(['__proto__', 'constructor']);
  });
});
