import { PAGE_LANGUAGES, type PageLanguage } from '@platform/pages';

import { scopeText } from '../../libs/access/oauth/texts/scope-texts';
import { committedDocument } from '../support/api-contract';

const LANGUAGES = Object.keys(PAGE_LANGUAGES) as PageLanguage[];

interface Flows {
  readonly components: {
    readonly securitySchemes: {
      readonly oauth2: { readonly flows: Readonly<Record<string, { readonly scopes: object }>> };
    };
  };
}

it('every scope that an app can ask for is told in every language of the consent page', () => {
  const { flows } = (committedDocument() as unknown as Flows).components.securitySchemes.oauth2;
  const scopes = Object.values(flows).flatMap((flow) => Object.keys(flow.scopes));
  expect(scopes.length).toBeGreaterThan(50);
  const untold = [...new Set(scopes)].flatMap((scope) =>
    LANGUAGES.filter((language) => language !== 'en' && scopeText(scope, language) === null).map(
      (language) => `${scope} in ${language}`,
    ),
  );
  expect(untold).toEqual([]);
});
