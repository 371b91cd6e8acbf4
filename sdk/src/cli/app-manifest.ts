/** A manifest, as far as the command line reads it. */
export interface Manifest {
  readonly key: string;
  readonly version: string;
  readonly [name: string]: unknown;
}

/** A manifest to begin with; `baseUrl` is where its schema is published. */
export const starterManifest = (baseUrl: string | undefined): Manifest => ({
  ...(baseUrl && { $schema: new URL('/schemas/app/1.json', baseUrl).href }),
  key: 'my-app',
  version: '0.1.0',
  name: 'My app',
  publisher: { name: 'My company' },
  scopes: {
    required: [{ scope: 'deals:read', reason: 'Say here why: admins read it before they install the app.' }],
  },
});
