import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

import ts from 'typescript';

import { codeBlocks } from '../journeys/support/code-blocks';
import { TestApi, type TestWorkspace } from '../support/test-api';

const ROOT = join(__dirname, '../..');
const CLI = join(ROOT, 'sdk/bin/dealwright.js');
const run = promisify(execFile);

let api: TestApi;
let workspace: TestWorkspace;
let folder: string;

beforeAll(async () => {
  api = await TestApi.shared();
  workspace = await api.workspace();
  folder = mkdtempSync(join(ROOT, '.build', 'types-'));
});

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await api.stop();
});

const types = (...more: string[]) =>
  run(process.execPath, [CLI, 'types', ...more], {
    env: { DEALWRIGHT_BASE_URL: api.url, DEALWRIGHT_KEY: workspace.private_app_key },
  });

/** What a program of Node knows beside the language. */
const NODE = `declare const console: { log(...all: unknown[]): void };
declare const process: { readonly env: { readonly [name: string]: string | undefined } };
`;

/** What TypeScript says against each of some programs that use these types. */
function faults(programs: readonly string[]): string[][] {
  const files = programs.map((program, at) => {
    const file = join(folder, `program-${at}.mts`);
    writeFileSync(file, NODE + program);
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
    const program = (input: string) => `
      import { Dealwright } from 'dealwright';
      import type { CreateDeal, Deal, DealStageId } from './workspace.ts';
      const client = new Dealwright({ baseUrl: 'http://127.0.0.1', key: 'x' });
      const input: CreateDeal = ${input};
      const stage: DealStageId = '${data[0].id}';
      const deal = (await client.deals.create({ ...input, stage_id: stage })) as Deal;
      const window: 'morning' | 'evening' | null = deal.custom_fields.delivery_window;
      const floors: readonly string[] = deal.custom_fields.floors;
      console.log(window, floors);
    `;
    const inputs = ["delivery_window: 'morning'", "delivery_window: 'noon'", 'unknown: 1'];
    const told = faults(inputs.map((fields) => program(`{ title: 'Desks', custom_fields: { ${fields} } }`)));
    expect(told.map(({ length }) => length)).toEqual([0, 1, 1]);
    expect(readFileSync(out, 'utf8')).not.toContain(workspace.private_app_key);
  });

  it('are the types of a client that is told of them, and know what may be empty', async () => {
    await types('--out', join(folder, 'workspace.ts'));
    const lines = [
      "const [made] = [await client.deals.create({ title: 'x', custom_fields: { delivery_window: 'morning' } })]; log(made.custom_fields.delivery_window);",
      "for await (const deal of client.deals.list({ expand: ['company'] })) log(deal.custom_fields.delivery_window, deal.company?.name);",
      "const few = await client.leads.get('x', { fields: ['source', 'title'] }); log(few.source?.length, few.title?.length);",
      "const { result, source } = await client.leads.upsert({ by: { field: 'custom_fields.no', value: '1' }, data: { source: 'call' } }); log(result, source);",
      'const general: Dealwright = client; log((await general.leads.get("x")).custom_fields.anything);',
      "await client.leads.writeMany([]); await client.leads.convert('x', { contact: true });",
      "log((await client.leads.get('x')).source.length);",
      "log((await client.companies.get('x')).industry.length);",
      "log((await client.deals.list({ fields: ['custom_fields'] })).data[0]?.custom_fields.delivery_window.length);",
      "await client.deals.create({ title: 'x', custom_fields: { delivery_window: 'noon' } });",
      "await client.deals.update('x', { custom_fields: { unknown: 1 } });",
      "await client.leads.create({ source: 'nowhere' });",
      "log((await client.deals.get('x', { fields: ['title'] })).custom_fields);",
    ];
    const told = faults(
      lines.map(
        (line) => `
      import { Dealwright } from 'dealwright';
      import type { Workspace } from './workspace.ts';
      const client = new Dealwright<Workspace>({ baseUrl: 'http://127.0.0.1', key: 'x' });
      const log = (...all: unknown[]) => console.log(client, ...all);
      ${line}`,
      ),
    );
    expect(told.slice(0, 6).flat()).toEqual([]);
    expect(told.slice(6).map(({ length }) => length)).toEqual([1, 1, 1, 1, 1, 1, 1]);
  });

  it('are used as the guide and the README of the client show', async () => {
    await types('--out', join(folder, 'workspace.ts'));
    const shown = ['docs/custom-fields.md', 'sdk/README.md'].flatMap((file) =>
      codeBlocks(file).flatMap(({ language, code }) => (language === 'typescript' ? [code] : [])),
    );
    expect(shown).toHaveLength(2);
    expect(faults(shown)).toEqual([[], []]);
  });

  it('says what to do where the client is not built yet', async () => {
    const unbuilt = join(folder, 'unbuilt/bin');
    mkdirSync(unbuilt, { recursive: true });
    writeFileSync(join(folder, 'unbuilt/package.json'), '{"type": "module"}');
    copyFileSync(CLI, join(unbuilt, 'dealwright.js'));
    const { bin, files } = JSON.parse(readFileSync(join(ROOT, 'sdk/package.json'), 'utf8'));
    expect(files).toContain('bin');
    expect(join(ROOT, 'sdk', bin.dealwright)).toBe(CLI);
    await expect(run(process.execPath, [join(unbuilt, 'dealwright.js')])).rejects.toMatchObject({
      code: 1,
      stderr: 'dealwright: the client is not built yet: run `npm run build` first.\n',
    });
  });

  it('says whether the file is still right, and what is missing', async () => {
    const out = join(folder, 'checked.ts');
    await types('--out', out);
    await types('--out', out, '--check');
    await workspace.create('/v1/leads/fields', { key: 'later', name: 'Later', type: 'boolean' });
    await expect(types('--out', out, '--check')).rejects.toMatchObject({ code: 1 });
    await expect(run(process.execPath, [CLI, 'types'], { env: {} })).rejects.toMatchObject({ code: 2 });
    await expect(run(process.execPath, [CLI, 'nothing'])).rejects.toMatchObject({ code: 2 });
  });
});
