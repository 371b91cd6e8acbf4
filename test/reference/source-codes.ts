import { join } from 'node:path';
import ts from 'typescript';

const root = join(__dirname, '..', '..');

/** The codes that some sources can answer with, and the places where a code cannot be read off. */
export interface SourceCodes {
  readonly problems: ReadonlySet<string>;
  readonly faults: ReadonlySet<string>;
  readonly unreadable: readonly string[];
}

type Kind = 'problems' | 'faults';

/** A parameter that is a code of this kind: what callers pass there are codes, too. */
type Relays = Map<ts.ParameterDeclaration, Kind>;

/** Reads every code of a problem or a fault off the sources of the product. */
export function codesOfProduct(): SourceCodes {
  const file = join(root, 'tsconfig.json');
  const { config } = ts.readConfigFile(file, (name) => ts.sys.readFile(name));
  const { fileNames, options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const product = fileNames.filter((name) =>
    /\/(apps|libs)\/.*(?<!\.spec)\.ts$/.test(name.slice(root.length)),
  );
  return codesIn(ts.createProgram(product, options), product);
}

/** The same for the text of one file. */
export function codesOfText(text: string): SourceCodes {
  const options: ts.CompilerOptions = { noLib: true, target: ts.ScriptTarget.ES2024, strict: true };
  const host = ts.createCompilerHost(options);
  const file = ts.createSourceFile('given.ts', text, ts.ScriptTarget.ES2024, true);
  host.getSourceFile = (name) => (name === file.fileName ? file : undefined);
  return codesIn(ts.createProgram([file.fileName], options, host), [file.fileName]);
}

function codesIn(program: ts.Program, names: readonly string[]): SourceCodes {
  const reader = new CodeReader(program.getTypeChecker());
  const files = names.map((name) => program.getSourceFile(name)).filter((file) => file !== undefined);
  for (const file of files) visit(file, (node) => reader.seeLiteral(node));
  // A function that hands on what it was given makes its callers' arguments codes, and so on outwards.
  for (let known = -1; known < reader.relays.size; ) {
    known = reader.relays.size;
    for (const file of files) visit(file, (node) => reader.seeCall(node));
  }
  const unreadable = [...reader.unreadable].map((node) => {
    const { line } = node.getSourceFile().getLineAndCharacterOfPosition(node.getStart());
    return `${node.getSourceFile().fileName.replace(`${root}/`, '')}:${line + 1}`;
  });
  return { problems: reader.found.problems, faults: reader.found.faults, unreadable };
}

function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  ts.forEachChild(node, (child) => visit(child, see));
}

class CodeReader {
  readonly found = { problems: new Set<string>(), faults: new Set<string>() };
  readonly unreadable = new Set<ts.Node>();
  readonly relays: Relays = new Map();
  /** What the functions of relays are called: whoever calls another one need not be looked at, which takes the checker long. */
  private readonly relayNames = new Set<string>();

  constructor(private readonly checker: ts.TypeChecker) {}

  /** `new ProblemError({ code })` is a problem; another object with a code and a detail, but no status, is a fault. */
  seeLiteral(node: ts.Node): void {
    if (!ts.isObjectLiteralExpression(node)) return;
    const code = member(node, 'code');
    if (!code) return;
    const { parent } = node;
    if (ts.isNewExpression(parent) && parent.expression.getText() === 'ProblemError')
      this.take('problems', code);
    else if (member(node, 'detail') && !member(node, 'status')) this.take('faults', code);
  }

  seeCall(node: ts.Node): void {
    if (!ts.isCallExpression(node)) return;
    if (!this.mayRelay(lastNameOf(node.expression))) return;
    const declared = this.checker.getResolvedSignature(node)?.declaration;
    if (!declared || ts.isJSDocSignature(declared)) return;
    for (const [at, parameter] of declared.parameters.entries()) {
      const kind = ts.isParameter(parameter) ? this.relays.get(parameter) : undefined;
      const code = node.arguments[at];
      if (kind && code) this.take(kind, code);
    }
  }

  private mayRelay(called: string | undefined): boolean {
    return called === undefined || this.relayNames.has(called) || this.relayNames.has(ANY);
  }

  private take(kind: Kind, code: ts.Expression): void {
    const declared = this.declarationOf(code);
    const texts = this.textsOf(code);
    if (texts) for (const text of texts) this.found[kind].add(text);
    else if (declared && ts.isParameter(declared)) {
      this.relays.set(declared, kind);
      this.relayNames.add(functionNameOf(declared.parent) ?? ANY);
    } else this.unreadable.add(code);
  }

  /** Every text that an expression can have, or null when neither its type nor its writing tells. */
  private textsOf(node: ts.Expression): string[] | null {
    return literalsOf(node, this.checker.getTypeAtLocation(node)) ?? this.allOf(this.alternativesOf(node));
  }

  /** The expressions that this one takes its value from. */
  private alternativesOf(node: ts.Expression): readonly ts.Expression[] | null {
    if (ts.isConditionalExpression(node)) return [node.whenTrue, node.whenFalse];
    if (isFallback(node)) return [node.left, node.right];
    if (ts.isElementAccessExpression(node)) return this.valuesOf(node.expression);
    const declared = this.declarationOf(node);
    if (declared && ts.isBindingElement(declared)) return this.tupleItems(declared);
    return declared && ts.isVariableDeclaration(declared) && declared.initializer
      ? [declared.initializer]
      : null;
  }

  private allOf(nodes: readonly ts.Expression[] | null): string[] | null {
    const texts = nodes?.map((node) => this.textsOf(node)) ?? [null];
    return texts.includes(null) ? null : texts.flatMap((text) => text ?? []);
  }

  /** The values of a table that is written out: `const TABLE = { key: value }`. */
  private valuesOf(table: ts.Expression): ts.Expression[] | null {
    const written = this.initializerOf(table);
    if (!written || !ts.isObjectLiteralExpression(written)) return null;
    return written.properties.filter(ts.isPropertyAssignment).map((property) => property.initializer);
  }

  /** `const entry = TABLE[key]; const [code] = entry`, where the table holds tuples. */
  private tupleItems(element: ts.BindingElement): ts.Expression[] | null {
    const { parent: pattern } = element;
    if (!ts.isArrayBindingPattern(pattern) || !ts.isVariableDeclaration(pattern.parent)) return null;
    const looked = pattern.parent.initializer && this.initializerOf(pattern.parent.initializer);
    if (!looked || !ts.isElementAccessExpression(looked)) return null;
    const tuples = this.valuesOf(looked.expression)?.filter(ts.isArrayLiteralExpression);
    return tuples?.flatMap((tuple) => tuple.elements[pattern.elements.indexOf(element)] ?? []) ?? null;
  }

  private initializerOf(node: ts.Expression): ts.Expression | undefined {
    const declared = this.declarationOf(node);
    return declared && ts.isVariableDeclaration(declared) ? declared.initializer : undefined;
  }

  private declarationOf(node: ts.Expression): ts.Declaration | undefined {
    if (!ts.isIdentifier(node)) return undefined;
    const { parent } = node;
    const symbol = ts.isShorthandPropertyAssignment(parent)
      ? this.checker.getShorthandAssignmentValueSymbol(parent)
      : this.checker.getSymbolAtLocation(node);
    return symbol?.valueDeclaration;
  }
}

/** A function without a name of its own may be called by any. */
const ANY = '*';

const textOf = (name: ts.Node | undefined): string | undefined =>
  name && (ts.isIdentifier(name) || ts.isPrivateIdentifier(name)) ? name.text : undefined;

/** What a function is called by: its own name, or that of the constant or member that holds it. */
function functionNameOf(declared: ts.SignatureDeclaration): string | undefined {
  const { parent } = declared;
  const isHeld =
    ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent);
  return textOf(declared.name) ?? (isHeld ? textOf(parent.name) : undefined);
}

const lastNameOf = (called: ts.Expression): string | undefined =>
  textOf(ts.isPropertyAccessExpression(called) ? called.name : called);

function literalsOf(node: ts.Expression, type: ts.Type): string[] | null {
  if (ts.isStringLiteralLike(node)) return [node.text];
  const parts = type.isUnion() ? type.types : [type];
  return parts.every((part) => part.isStringLiteral()) ? parts.map((part) => part.value) : null;
}

const isFallback = (node: ts.Expression): node is ts.BinaryExpression =>
  ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken;

function member(node: ts.ObjectLiteralExpression, name: string): ts.Expression | null {
  for (const property of node.properties) {
    if (property.name?.getText() !== name) continue;
    if (ts.isPropertyAssignment(property)) return property.initializer;
    if (ts.isShorthandPropertyAssignment(property)) return property.name;
  }
  return null;
}
