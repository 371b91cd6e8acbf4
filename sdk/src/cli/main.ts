import { audit } from './audit-command.ts';
import { types } from './types-command.ts';

const COMMANDS: Readonly<Record<string, (args: string[]) => Promise<number>>> = { audit, types };

const HELP = `dealwright: the command line of Dealwright

  dealwright types --out FILE [--check]   write TypeScript types of your workspace's own fields, stages and values
  dealwright audit verify [FILE]          verify an exported audit log, or that of the workspace; 1 when it was changed

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
