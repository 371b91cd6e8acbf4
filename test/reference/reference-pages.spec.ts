import request from 'supertest';

import { FAULTS } from '../../apps/api/reference/fault-catalog';
import { PROBLEMS } from '../../apps/api/reference/problem-catalog';
import { TestApi } from '../support/test-api';

describe('the reference', () => {
  let api: TestApi;

  beforeAll(async () => {
    api = await TestApi.shared();
  });

  afterAll(() => api.stop());

  const get = (path: string) => request(api.server).get(path);

  describe('/', () => {
    it('leads to the API reference', async () => {
      const answer = await get('/').expect(302);
      expect(answer.headers.location).toBe('./docs');
    });

    it('leaves other unknown addresses to problem+json', async () => {
      const answer = await get('/nowhere').set('accept', 'text/html').expect(404);
      expect(answer.headers['content-type']).toContain('application/problem+json');
      expect(answer.body.code).toBe('unknown_route');
    });
  });

  describe.each(['/docs', '/docs/problems'])('the page %s', (path) => {
    it('is HTML in English with a title, and nothing of it can be framed or sniffed', async () => {
      const { headers, text } = await get(path).expect(200);
      expect(headers['content-type']).toBe('text/html; charset=utf-8');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(text).toContain('<html lang="en">');
      expect(text).toMatch(/<title>[^<]+ · Dealwright<\/title>/);
    });

    it('allows no inline part but its own, and no host but its own', async () => {
      const { headers } = await get(path);
      const policy = String(headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toMatch(/unsafe|\*|https:\/\/(?!127\.0\.0\.1)/);
    });

    it('loads nothing from another host', async () => {
      const { text } = await get(path);
      expect(text).not.toMatch(/<(script|link|img|iframe)[^>]*(src|href)="(https?:)?\/\//);
    });

    it('names every address relative to itself, so that it works under a path of a proxy', async () => {
      const { text } = await get(path);
      expect(text).not.toMatch(/(src|href)="\//);
    });

    it('is answered with 304 to a browser that has it', async () => {
      const { headers } = await get(path);
      await get(path).set('if-none-match', String(headers.etag)).expect(304, '');
    });
  });

  describe('the files of the API reference', () => {
    const addresses = async (): Promise<string[]> => {
      const { text } = await get('/docs');
      return [...text.matchAll(/"\.(\/docs\/assets\/[^"]+)"/g)].map(([, address]) => String(address));
    };

    it('have a version in their address and are kept for ever', async () => {
      const found = await addresses();
      expect(found).toHaveLength(2);
      for (const address of found) {
        expect(address).toMatch(/\/\d+\.\d+\.\d+\//);
        const { headers } = await get(address).expect(200);
        expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
        expect(headers['content-type']).toMatch(/\/(css|javascript);/);
      }
    });

    it.each([
      'package.json',
      'index.html',
      'swagger-ui-bundle.js.map',
      '',
      '../package.json',
      '%2e%2e/package.json',
    ])('are all that is served of their package: not "%s"', async (name) => {
      const [address = ''] = await addresses();
      await get(address.replace(/[^/]+$/, name)).expect(404);
    });
  });

  describe('the page of problems', () => {
    it('explains every code at the anchor that a problem points to', async () => {
      const { body } = await get('/v1/leads').expect(401);
      const { pathname, hash } = new URL(body.type);
      const { text } = await get(pathname).expect(200);
      expect(text).toContain(`id="${hash.slice(1)}"`);
      for (const { code } of PROBLEMS) expect(text).toContain(`<tr id="${code}">`);
      for (const { code } of FAULTS) expect(text).toContain(`<tr id="fault-${code}">`);
    });

    it('runs no script', async () => {
      const { headers, text } = await get('/docs/problems');
      expect(text).not.toContain('<script');
      expect(headers['content-security-policy']).not.toContain('script-src');
    });
  });

  describe('/v1/openapi.json', () => {
    it('is public, and may be kept for a minute', async () => {
      const { headers, body } = await get('/v1/openapi.json').expect(200);
      expect(headers['content-type']).toBe('application/json; charset=utf-8');
      expect(headers['cache-control']).toBe('public, max-age=60');
      expect(body.openapi).toBe('3.1.0');
    });

    it('is answered with 304 and no body to a caller who has it', async () => {
      const { headers } = await get('/v1/openapi.json');
      const again = await get('/v1/openapi.json').set('if-none-match', String(headers.etag)).expect(304);
      expect(again.text).toBe('');
      expect(again.headers.etag).toBe(headers.etag);
    });

    it('refuses a parameter that it does not know', async () => {
      const { body } = await get('/v1/openapi.json?format=yaml').expect(400);
      expect(body.errors).toMatchObject([{ code: 'unknown_parameter', pointer: '?format' }]);
    });
  });
});
