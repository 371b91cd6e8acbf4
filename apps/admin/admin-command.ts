import { parseArgs } from 'node:util';

import type { OperatorApps } from '@ecosystem/apps';
import { ProblemError } from '@platform/http';
import { StartupError } from '@platform/runtime';

const HELP = `What the operator decides about apps:

  npm run admin -- apps list [--state draft|submitted|approved|rejected]
  npm run admin -- apps approve APP_ID
  npm run admin -- apps reject APP_ID --reason "…"
  npm run admin -- apps rotate-secret APP_ID client|signing
`;

const STATES = ['draft', 'submitted', 'approved', 'rejected'] as const;

/** Does what an operator asks for, and answers with what is to be printed. Throws a StartupError that says what is wrong. */
export async function adminCommand(args: string[], apps: OperatorApps): Promise<string> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { state: { type: 'string' }, reason: { type: 'string' } },
  });
  const [noun, verb = '', id = '', which = ''] = positionals;
  if (noun !== 'apps') return HELP;
  try {
    return await run(apps, { verb, id, which, ...values });
  } catch (error) {
    if (error instanceof ProblemError) throw new StartupError(error.message);
    throw error;
  }
}

interface Asked {
  readonly verb: string;
  readonly id: string;
  readonly which: string;
  readonly state?: string;
  readonly reason?: string;
}

async function run(
  apps: OperatorApps,
  { verb, id, which, state = 'submitted', reason }: Asked,
): Promise<string> {
  const now = new Date();
  switch (verb) {
    case 'list': {
      const known = STATES.find((one) => one === state);
      if (!known) throw new StartupError(`--state is one of ${STATES.join(', ')}.`);
      const found = await apps.list(known);
      return found.map((app) => `${app.id}  ${app.key ?? ''}  ${app.version ?? ''}  ${app.name}\n`).join('');
    }
    case 'approve':
      return `${(await apps.approve(id, now)).name} is in the marketplace.\n`;
    case 'reject':
      if (!reason) throw new StartupError('Say why: --reason "…".');
      return `${(await apps.reject(id, { reason, now })).name} was rejected.\n`;
    case 'rotate-secret':
      if (which !== 'client' && which !== 'signing') throw new StartupError('Which one: client or signing?');
      return `${await apps.rotate(id, which, now)}\n`;
    default:
      return HELP;
  }
}
