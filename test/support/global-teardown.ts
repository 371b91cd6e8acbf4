import { stopTestServer } from './global-setup';

/** Ends what the global setup started. */
// biome-ignore lint/style/noDefaultExport: Jest takes the default export.
export default async function globalTeardown(): Promise<void> {
  await stopTestServer();
}
