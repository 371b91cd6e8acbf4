// An app that works in a workspace by itself, without a person and without a secret: it signs with a key of its own.
//   node sdk/examples/installation-app/installation-app.mjs keys          prints the keys to register with the app
//   CLIENT_ID=app_… INSTALLATION_ID=inst_… node sdk/examples/installation-app/installation-app.mjs
import { Dealwright } from 'dealwright';

import { appKey } from './app-keys.mjs';
import { installationToken } from './installation-token.mjs';

const { DEALWRIGHT_BASE_URL: baseUrl = 'http://127.0.0.1:3000', APP_KEY_FILE: path = 'app-key.json' } =
  process.env;
const { CLIENT_ID: clientId, INSTALLATION_ID: installationId } = process.env;

const { jwk, jwks } = await appKey(path);

if (process.argv[2] === 'keys') {
  console.log(JSON.stringify(jwks));
} else if (!clientId || !installationId) {
  console.error('Set CLIENT_ID to that of your app and INSTALLATION_ID to one of its installations.');
  process.exitCode = 1;
} else {
  const token = installationToken({ baseUrl, clientId, installationId, jwk });
  const client = new Dealwright({ baseUrl, token, userAgent: 'installation-app/1' });
  const { workspace, scopes } = await client.me();
  console.log(`In ${workspace.name}, with ${scopes.join(', ')}`);
  const lead = await client.leads.create({ title: 'Made by an app', first_name: 'Ada' });
  console.log(`${lead.id} ${lead.title}`);
}
