import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PAGE_LANGUAGES, type PageLanguage } from '@platform/pages';

import { scopeText } from './scope-texts';

const LANGUAGES = Object.keys(PAGE_LANGUAGES) as PageLanguage[];

interface Document {
  readonly components: {
    readonly securitySchemes: {
      readonly oauth2: { readonly flows: Readonly<Record<string, { readonly scopes: object }>> };
    };
  };
}

it('every scope that an app can ask for is told in every language of the consent page', () => {
  const text = readFileSync(join(__dirname, '../../../../openapi/openapi.json'), 'utf8');
  const { flows } = (JSON.parse(text) as Document).components.securitySchemes.oauth2;
  const scopes = Object.values(flows).flatMap((flow) => Object.keys(flow.scopes));
  expect(scopes.length).toBeGreaterThan(50);
  const untold = [...new Set(scopes)].flatMap((scope) =>
    LANGUAGES.filter((language) => language !== 'en' && scopeText(scope, language) === null).map(
      (language) => `${scope} in ${language}`,
    ),
  );
  expect(untold).toEqual([]);
});
