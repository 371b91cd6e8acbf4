import { relative } from 'node:path';

import type { CredentialsFile } from './credentials-file';

/** What `npm start` says once everything answers: where to go next. */
export function welcome(baseUrl: string, file: CredentialsFile): string {
  const where = relative(process.cwd(), file.path);
  const lines = [
    '',
    `  Dealwright is running on ${baseUrl}`,
    '',
    `  API reference   ${baseUrl}/docs`,
    `  OpenAPI         ${baseUrl}/v1/openapi.json`,
    ...(file.read() ? [`  Credentials     ${where}`, '', ...firstLead(where)] : []),
    '',
    '  Stop with Ctrl-C; the data stays.',
    '',
    '',
  ];
  return lines.join('\n');
}

const firstLead = (where: string): string[] => [
  '  Your first lead:',
  `    KEY=$(node -p "require('./${where}').private_app_key")`,
  `    URL=$(node -p "require('./${where}').base_url")`,
  '    curl "$URL/v1/leads" -H "Authorization: Bearer $KEY" -H "Content-Type: application/json" \\',
  `      -d '{"first_name": "Ada", "emails": [{"value": "ada@example.com"}]}'`,
];
