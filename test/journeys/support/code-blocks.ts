import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from './program';

/** A piece of code in a document. */
export interface CodeBlock {
  readonly language: string;
  readonly code: string;
}

/** The code of a document under one heading, in order; of the whole document without a heading. */
export function codeBlocks(file: string, heading?: string): CodeBlock[] {
  const text = readFileSync(join(root, file), 'utf8');
  const section = heading === undefined ? text : sectionOf(text, heading);
  return [...section.matchAll(/^( *)```(\w+)\n([\s\S]*?)^ *```$/gm)].map(
    ([, indent = '', language = '', code = '']) => ({
      language,
      code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    }),
  );
}

function sectionOf(text: string, heading: string): string {
  const start = text.indexOf(`\n${heading}\n`);
  if (start < 0) throw new Error(`There is no heading "${heading}".`);
  const rest = text.slice(start + heading.length + 2);
  const end = rest.search(/^## /m);
  return end < 0 ? rest : rest.slice(0, end);
}
