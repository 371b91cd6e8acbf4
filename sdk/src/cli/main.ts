import { VERSION } from '../version.ts';
import { app } from './app-command.ts';
import { audit } from './audit-command.ts';
import { EVENTS_HELP, events } from './events-command.ts';
import { LISTEN_HELP, listen } from './listen-command.ts';
import { LOGIN_HELP, LOGOUT_HELP, login, logout, WHOAMI_HELP, whoami } from './login-command.ts';
import { LOGS_HELP, logs } from './logs-command.ts';
import { inWords } from './problem-words.ts';
import { REPLAY_HELP, replay } from './replay-command.ts';
import { complain, say, UsageError } from './terminal.ts';
import { TRIGGER_HELP, trigger } from './trigger-command.ts';
import { types } from './types-command.ts';

interface Command {
  readonly run: (args: string[]) => Promise<number>;
  readonly help: string;
}

const HELP = `dealwright: the command line of Dealwright

  dealwright login [URL]                  log in with a browser, or with --key; logout, whoami
  dealwright listen --forward URL         send events to a program on this machine, signed as webhooks are
  dealwright trigger deal.won             send a made-up event there, or with --endpoint to a webhook endpoint
  dealwright events tail                  see what happens in the workspace
  dealwright logs tail [--status 4xx]     see the requests to the API
  dealwright replay                       send deliveries of a webhook endpoint, or a part of the log, again
  dealwright types --out FILE [--check]   write TypeScript types of your workspace's own fields, stages and values
  dealwright audit verify [FILE]          verify an exported audit log, or that of the workspace; 1 when it was changed
  dealwright app init                     begin an app: write a crm-app.json
  dealwright app validate                 check the manifest; 1 when something is wrong with it
  dealwright app diff [--strict]          see what a push would change; 3 with --strict when permissions grow
  dealwright app push                     make the app, or push another version of it
  dealwright app logs                     see what the app was asked and sent in this workspace

dealwright COMMAND --help says more of each. Apps: --file names the manifest, crm-app.json unless told.

Where it asks, and who asks: --base-url and --key, or DEALWRIGHT_URL and DEALWRIGHT_TOKEN, or what login has kept
(--profile NAME). DEALWRIGHT_BASE_URL and DEALWRIGHT_KEY are older names of the same. It ends with 0 when all is
well, 1 when something is not, 2 when it was called in words that it does not know.
`;

const COMMANDS: Readonly<Record<string, Command>> = {
  app: { run: app, help: HELP },
  audit: { run: audit, help: HELP },
  events: { run: events, help: EVENTS_HELP },
  listen: { run: listen, help: LISTEN_HELP },
  login: { run: login, help: LOGIN_HELP },
  logout: { run: logout, help: LOGOUT_HELP },
  logs: { run: logs, help: LOGS_HELP },
  replay: { run: replay, help: REPLAY_HELP },
  trigger: { run: trigger, help: TRIGGER_HELP },
  types: { run: types, help: HELP },
  whoami: { run: whoami, help: WHOAMI_HELP },
};

/** Whether a mistake is in how it was called: an option that there is not, or no value of one. */
const isUsage = (error: unknown): boolean =>
  error instanceof UsageError ||
  (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));

async function main([name = 'help', ...args]: string[]): Promise<number> {
  if (name === '--version') {
    say(VERSION);
    return 0;
  }
  const isHelp = name === 'help' || name === '--help' || name === '-h';
  const command = COMMANDS[isHelp ? (args[0] ?? '') : name];
  if (!command || isHelp || args.includes('--help') || args.includes('-h')) {
    process.stdout.write(command?.help ?? HELP);
    return command || isHelp ? 0 : 2;
  }
  try {
    return await command.run(args);
  } catch (error) {
    return complain(`dealwright: ${inWords(error)}`, isUsage(error) ? 2 : 1);
  }
}

process.exitCode = await main(process.argv.slice(2));
