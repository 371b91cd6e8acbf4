import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';

import { CONNECTION, connected } from './connected.ts';
import { isWorkspaceDocument, workspaceTypes } from './workspace-types.ts';

/** Writes the types of a workspace into a file, or with `--check` says whether the file is still right: 0 when it is. */
export async function types(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      ...CONNECTION,
      out: { type: 'string' },
      check: { type: 'boolean' },
    },
  });
  const { client, baseUrl } = await connected(values);
  const document: unknown = await client.reference.openapi();
  if (!isWorkspaceDocument(document))
    throw new Error(`${baseUrl} does not answer with the document of a workspace.`);
  const text = workspaceTypes(document);
  if (!values.out) {
    process.stdout.write(text);
    return 0;
  }
  if (!values.check) {
    await writeFile(values.out, text);
    return 0;
  }
  if ((await existing(values.out)) === text) return 0;
  process.stderr.write(
    `${values.out} is not what the workspace has now: run dealwright types --out ${values.out}\n`,
  );
  return 1;
}

async function existing(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
