import { app } from './app-command.ts';
import { audit } from './audit-command.ts';
import { types } from './types-command.ts';

const COMMANDS: Readonly<Record<string, (args: string[]) => Promise<number>>> = { app, audit, types };

const HELP = `dealwright: the command line of Dealwright

  dealwright types --out FILE [--check]   write TypeScript types of your workspace's own fields, stages and values
  dealwright audit verify [FILE]          verify an exported audit log, or that of the workspace; 1 when it was changed
  dealwright app init                     begin an app: write a crm-app.json
  dealwright app validate                 check the manifest; 1 when something is wrong with it
  dealwright app diff [--strict]          see what a push would change; 3 with --strict when permissions grow
  dealwright app push                     make the app, or push another version of it
  dealwright app logs                     see what the app was asked and sent in this workspace

Apps: --file names the manifest, crm-app.json unless told.

Where it asks, and who asks: --base-url and --key, or DEALWRIGHT_BASE_URL and DEALWRIGHT_KEY.
`;

const [name = 'help', ...args] = process.argv.slice(2);
const command = COMMANDS[name];
if (command) {
  process.exitCode = await command(args).catch((error: unknown) => {
    process.stderr.write(`dealwright: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  });
} else {
  process.stdout.write(HELP);
  process.exitCode = name === 'help' || name === '--help' ? 0 : 2;
}
