import { type RenderedPage, renderPage } from './page';

/** The API reference, shown by Swagger UI from the files under `assetFolder`, a path relative to the root of the server. */
export const swaggerPage = (assetFolder: string): RenderedPage =>
  renderPage({
    title: 'API reference',
    path: 'docs',
    root: './',
    head: `<link rel="stylesheet" href="./${assetFolder}/swagger-ui.css">\n`,
    main: `<div id="reference"><noscript>This page needs JavaScript. The same is in <a href="./v1/openapi.json">the OpenAPI document</a>.</noscript></div>`,
    afterMain: `<script src="./${assetFolder}/swagger-ui-bundle.js"></script>\n`,
    script: START,
    style: STYLE,
  });

/** Relative to the page, so that the document comes from wherever the page came from. Keys are not kept in the browser. */
const START = `
const dark = matchMedia('(prefers-color-scheme: dark)');
const follow = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', follow);
follow();
SwaggerUIBundle({
  url: new URL('./v1/openapi.json', document.baseURI).href,
  dom_id: '#reference',
  deepLinking: true,
  filter: true,
  tryItOutEnabled: true,
  displayRequestDuration: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
  persistAuthorization: false,
  validatorUrl: null,
});
`;

const STYLE = `
.swagger-ui .info { margin: 2rem 0; }
.swagger-ui .scheme-container { box-shadow: none; border: solid var(--line); border-width: 1px 0; }
.swagger-ui .info .title small.version-stamp { background: var(--accent); }
.swagger-ui a.link, .swagger-ui .info a, .swagger-ui .renderedMarkdown a { color: var(--accent); }
.swagger-ui .opblock .opblock-summary-method { color: #0b1520; text-shadow: none; }
.swagger-ui .examples-select__section-label { color: inherit; }
noscript { display: block; padding: 2rem; }
`;
