import { existsSync, readFileSync } from 'node:fs';

const FILE = '.dealwright/credentials.json';

/** Where the server is and the key to it: DEALWRIGHT_BASE_URL and DEALWRIGHT_KEY, or what `npm start` left in the current folder. */
export function credentials() {
  const { DEALWRIGHT_BASE_URL: baseUrl, DEALWRIGHT_KEY: key } = process.env;
  if (baseUrl && key) return { baseUrl, key };
  if (!existsSync(FILE)) {
    throw new Error(
      `Set DEALWRIGHT_BASE_URL and DEALWRIGHT_KEY, or start the server here first: it writes ${FILE}.`,
    );
  }
  const file = JSON.parse(readFileSync(FILE, 'utf8'));
  return { baseUrl: String(baseUrl ?? file.base_url), key: String(key ?? file.private_app_key) };
}
