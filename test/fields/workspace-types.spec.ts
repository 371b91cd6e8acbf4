import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import ts from 'typescript';

import { TestApi, type TestWorkspace } from '../support/test-api';

const ROOT = join(__dirname, '../..');
const CLI = join(ROOT, 'sdk/dist/cli/main.js');
const run = promisify(execFile);

let api: TestApi;
let workspace: TestWorkspace;
let folder: string;

beforeAll(async () => {
  api = await TestApi.start();
  workspace = await api.workspace();
  folder = mkdtempSync(join(ROOT, '.build', 'types-'));
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await api.stop();
});

const types = (...more: string[]) =>
  run(process.execPath, [CLI, 'types', '--base-url', api.url, '--key', workspace.private_app_key, ...more]);

/** What TypeScript says against each of some programs that use these types. */
function faults(programs: readonly string[]): string[][] {
  const files = programs.map((program, at) => {
    const file = join(folder, `program-${at}.mts`);
    writeFileSync(file, program);
    return file;
  });
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
    types: [],
    paths: { dealwright: [join(ROOT, 'sdk/src/index.ts')] },
  };
  const program = ts.createProgram(files, options);
  return files.map((file) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(file))
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
  );
}

describe('dealwright types', () => {
  it('writes the fields and stages of one workspace, which TypeScript holds a program to', async () => {
    await workspace.create('/v1/deals/fields', {
      key: 'delivery_window',
      name: 'Delivery window',
      type: 'select',
      options: [
        { id: 'morning', label: 'In the morning' },
        { id: 'evening', label: "In l'evening" },
      ],
    });
    await workspace.create('/v1/deals/fields', {
      key: 'floors',
      name: 'Floors',
      type: 'number',
      multiple: true,
    });
    const out = join(folder, 'workspace.ts');
    await types('--out', out);
    const [stage] = (await workspace.get('/v1/pipelines?object=deal')).body.data;
    const { data } = (await workspace.get(`/v1/pipelines/${stage.id}/stages`)).body;
    const program = (input: string) =>
      `
      import { Dealwright } from 'dealwright';
      import type { CreateDeal, Deal, DealStageId } from './workspace.ts';
      const client = new Dealwright({ baseUrl: 'http://127.0.0.1', key: 'x' });
      const input: CreateDeal = ${input};
      const stage: DealStageId = '${data[0].id}';
      const deal = (await client.deals.create({ ...input, stage_id: stage })) as Deal;
      const window: 'morning' | 'evening' | null = deal.custom_fields.delivery_window;
      const floors: readonly string[] = deal.custom_fields.floors;
      console.log(window, floors);
    `.replace(
        'import { Dealwright }',
        'declare const console: { log(...all: unknown[]): void };\n      import { Dealwright }',
      );
    const inputs = ["delivery_window: 'morning'", "delivery_window: 'noon'", 'unknown: 1'];
    const told = faults(inputs.map((fields) => program(`{ title: 'Desks', custom_fields: { ${fields} } }`)));
    expect(told.map(({ length }) => length)).toEqual([0, 1, 1]);
    expect(readFileSync(out, 'utf8')).not.toContain(workspace.private_app_key);
  }, 60_000);

  it('says whether the file is still right, and what is missing', async () => {
    const out = join(folder, 'checked.ts');
    await types('--out', out);
    await types('--out', out, '--check');
    await workspace.create('/v1/leads/fields', { key: 'later', name: 'Later', type: 'boolean' });
    await expect(types('--out', out, '--check')).rejects.toMatchObject({ code: 1 });
    await expect(run(process.execPath, [CLI, 'types'], { env: {} })).rejects.toMatchObject({ code: 1 });
    await expect(run(process.execPath, [CLI, 'nothing'])).rejects.toMatchObject({ code: 2 });
  });
});
