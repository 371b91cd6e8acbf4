import { networkInterfaces } from 'node:os';

import { INSIDE_HOSTS, INSIDE_NAMES } from '../../../test/outbound/support/inside-hosts';
import { OutboundHttp, type OutboundHttpOptions } from './index';

const open: OutboundHttp[] = [];

function outbound(options: Partial<OutboundHttpOptions> = {}): OutboundHttp {
  const created = new OutboundHttp({ allowLoopback: false, ownHosts: [], userAgent: 'test', ...options });
  open.push(created);
  return created;
}

function codeFor(url: string, options: Partial<OutboundHttpOptions> = {}): string {
  const check = outbound(options).checkDestination(url);
  return check.ok ? 'ok' : check.code;
}

async function sendCodeFor(url: string): Promise<string> {
  const result = await outbound().post({ url, headers: {}, body: '{}', deadlineMs: 500 });
  return result.ok ? 'ok' : result.error;
}

afterEach(() => {
  for (const client of open.splice(0)) client.close();
});

describe('a destination inside', () => {
  it.each(INSIDE_HOSTS)('is refused when it is created and when it is called: %s', async (host) => {
    expect(codeFor(`https://${host}/hook`)).toBe('host_not_allowed');
    expect(await sendCodeFor(`https://${host}/hook`)).toBe('blocked_address');
  });

  it.each(INSIDE_NAMES)('is refused by name: %s', async (host) => {
    expect(['host_not_allowed', 'url_invalid']).toContain(codeFor(`https://${host}/`));
    expect(['blocked_address', 'invalid_destination']).toContain(await sendCodeFor(`https://${host}/`));
  });

  it('is refused on every network card of this machine', () => {
    for (const card of Object.values(networkInterfaces()).flatMap((cards) => cards ?? [])) {
      const host = card.family === 'IPv6' ? `[${card.address}]` : card.address;
      expect(codeFor(`https://${host}/`)).toBe('host_not_allowed');
    }
  });

  it('is told in the same words whatever is there', () => {
    const reasons = ['127.0.0.1', '10.0.0.1', '[fd00::1]', 'localhost', 'db.internal'].map((host) => {
      const check = outbound().checkDestination(`https://${host}/`);
      return check.ok ? 'ok' : check.reason;
    });
    expect(new Set(reasons).size).toBe(1);
  });
});

describe('checkDestination', () => {
  it.each([
    ['https://example.com/hooks?a=1', 'https://example.com/hooks?a=1'],
    ['HTTPS://EXAMPLE.com:443', 'https://example.com/'],
    ['https://example.com.:8443/', 'https://example.com:8443/'],
    ['https://bücher.example/', 'https://xn--bcher-kva.example/'],
    ['https://8.8.8.8/', 'https://8.8.8.8/'],
    ['https://[2606:4700::1111]/', 'https://[2606:4700::1111]/'],
    ['https://my_app.example.com:3000/', 'https://my_app.example.com:3000/'],
  ])('accepts %s', (given, stored) => {
    const check = outbound().checkDestination(given);
    expect(check.ok && check.url.href).toBe(stored);
  });

  it.each([
    ['', 'url_invalid'],
    ['example.com', 'url_invalid'],
    ['/hooks', 'url_invalid'],
    ['https://', 'url_invalid'],
    ['https://exa mple.com/', 'url_invalid'],
    ['https://example.com/\r\nx: y', 'url_invalid'],
    ['https:\\\\example.com', 'url_invalid'],
    ['https://[fe80::1%25eth0]/', 'url_invalid'],
    ['https://256.256.256.256/', 'url_invalid'],
    [`https://example.com/${'a'.repeat(2_048)}`, 'url_too_long'],
    ['http://example.com/', 'scheme_not_allowed'],
    ['http://127.0.0.1/', 'scheme_not_allowed'],
    ['file:///etc/passwd', 'scheme_not_allowed'],
    ['gopher://example.com/', 'scheme_not_allowed'],
    ['javascript:alert(1)', 'scheme_not_allowed'],
    ['https://user@example.com/', 'userinfo_not_allowed'],
    ['https://user:pass@example.com/', 'userinfo_not_allowed'],
    ['https://example.com@127.0.0.1/', 'userinfo_not_allowed'],
    ['https://example.com/#x', 'fragment_not_allowed'],
    ['https://example.com/#', 'fragment_not_allowed'],
  ])('refuses %.60j with %s', async (url, code) => {
    expect(codeFor(url)).toBe(code);
    expect(await sendCodeFor(url)).toBe('invalid_destination');
  });

  it.each([0, 21, 22, 25, 80, 110, 465, 587, 993, 2375, 3306, 5432, 6379, 6432, 9200, 11211, 27017])(
    'refuses port %d',
    (port) => {
      expect(codeFor(`https://example.com:${port}/`)).toBe('port_not_allowed');
    },
  );

  it('takes exactly the ports the operator lists', () => {
    expect(codeFor('https://example.com/', { allowedPorts: [8443] })).toBe('port_not_allowed');
    expect(codeFor('https://example.com:8443/', { allowedPorts: [8443] })).toBe('ok');
  });

  it('refuses this installation by name, by port and by address', () => {
    const ownHosts = ['CRM.example.com', 'other.example.com:8443', '93.184.216.34', '[2606:4700:0::1]:8443'];
    expect(codeFor('https://crm.example.com/', { ownHosts })).toBe('host_not_allowed');
    expect(codeFor('https://crm.example.com.:9443/', { ownHosts })).toBe('host_not_allowed');
    expect(codeFor('https://other.example.com:8443/', { ownHosts })).toBe('host_not_allowed');
    expect(codeFor('https://other.example.com/', { ownHosts })).toBe('ok');
    expect(codeFor('https://1572395042/', { ownHosts })).toBe('host_not_allowed');
    expect(codeFor('https://[2606:4700::1]:8443/', { ownHosts })).toBe('host_not_allowed');
    expect(codeFor('https://hub.example.com/', { ownHosts })).toBe('ok');
  });

  it('lets loopback through only when the operator allows it, and never our own port', () => {
    const options = { allowLoopback: true, ownHosts: ['localhost:3000'] };
    for (const host of ['localhost', '127.0.0.1', '[::1]', 'app.localhost', '2130706433']) {
      expect(codeFor(`http://${host}:4000/`, options)).toBe('ok');
      expect(codeFor(`https://${host}/`, options)).toBe('ok');
      expect(codeFor(`http://${host}:3000/`, options)).toBe('host_not_allowed');
      expect(codeFor(`http://${host}:5432/`, options)).toBe('port_not_allowed');
    }
    expect(codeFor('http://10.0.0.1:4000/', options)).toBe('scheme_not_allowed');
    expect(codeFor('https://10.0.0.1:4000/', options)).toBe('host_not_allowed');
    expect(codeFor('https://[::ffff:127.0.0.1]/', options)).toBe('host_not_allowed');
  });
});
