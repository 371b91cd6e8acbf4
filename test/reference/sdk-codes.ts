import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const FILE = join(__dirname, '../../sdk/src/generated/problem-codes.ts');

/** The members that come with a problem code. */
interface BroughtMembers {
  readonly always: readonly string[];
  readonly sometimes: readonly string[];
}

/** The codes that the SDK's types know. */
export interface SdkCodes {
  readonly problems: Readonly<Record<string, BroughtMembers>>;
  readonly faults: readonly string[];
}

/** Reads the codes off the types that the SDK is published with. */
export function sdkCodes(): SdkCodes {
  const { statements } = ts.createSourceFile(FILE, readFileSync(FILE, 'utf8'), ts.ScriptTarget.ES2024, true);
  const table = statements.find(
    (one) => ts.isInterfaceDeclaration(one) && one.name.text === 'ProblemMembers',
  );
  const union = statements.find(
    (one) => ts.isTypeAliasDeclaration(one) && one.name.text === 'KnownFaultCode',
  );
  if (!table || !union) throw new Error(`${FILE} has no ProblemMembers or no KnownFaultCode.`);
  const entries = (table as ts.InterfaceDeclaration).members.map((member) => {
    const brought = { always: textsIn(member, 'Has'), sometimes: textsIn(member, 'MayHave') };
    return [member.name?.getText() ?? '', brought] as const;
  });
  return { problems: Object.fromEntries(entries), faults: textsIn(union, null).sort() };
}

/** The string literals inside a node, or only those that are arguments of the named type. */
function textsIn(node: ts.Node, type: string | null): string[] {
  if (ts.isStringLiteral(node)) return type === null ? [node.text] : [];
  const isType = ts.isTypeReferenceNode(node) && node.typeName.getText() === type;
  const found: string[] = [];
  ts.forEachChild(node, (child) => {
    found.push(...textsIn(child, isType ? null : type));
  });
  return found;
}
