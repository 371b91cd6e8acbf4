import { isAbsolute, relative } from 'node:path';

import type { CredentialsFile } from './credentials-file';

/** What `npm start` says once everything answers: where to go next; the admin first sets a password, while that page works. */
export function welcome(baseUrl: string, file: CredentialsFile, passwordPath: string | null): string {
  const where = fromHere(file.path);
  const lines = [
    '',
    `  Dealwright is running on ${baseUrl}`,
    '',
    `  API reference   ${baseUrl}/docs`,
    `  OpenAPI         ${baseUrl}/v1/openapi.json`,
    `  Sign in         ${baseUrl}${passwordPath ?? '/signin'}`,
    ...(file.read()
      ? [`  Credentials     ${where}`, '', ...firstLead(isAbsolute(where) ? where : `./${where}`)]
      : []),
    '',
    '  Stop with Ctrl-C; the data stays.',
    '',
    '',
  ];
  return lines.join('\n');
}

/** A short path below the current folder, the whole one elsewhere. */
function fromHere(path: string): string {
  const short = relative(process.cwd(), path);
  return short.startsWith('..') || isAbsolute(short) ? path : short;
}

const firstLead = (where: string): string[] => [
  '  Your first lead:',
  `    KEY=$(node -p "require('${where}').private_app_key")`,
  `    URL=$(node -p "require('${where}').base_url")`,
  '    curl "$URL/v1/leads" -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" \\',
  `      -d '{"first_name": "Ada", "emails": [{"value": "ada@example.com"}]}'`,
];
