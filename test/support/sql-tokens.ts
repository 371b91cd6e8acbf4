/** A word, sign or parameter of a statement, or the tokens inside a pair of parentheses. */
export type Token = string | readonly Token[];

const LEXEME =
  /\s+|--[^\n]*|\/\*[\s\S]*?\*\/|[eE]?'(?:[^']|'')*'|\$(\w*)\$[\s\S]*?\$\1\$|"(?:[^"]|"")*"|\$\d+|[A-Za-z_][\w$]*|\d+(?:\.\d+)?|::|[<>!=]+|./g;

const SKIPPED = /^(?:\s|--|\/\*)/;

/**
 * Reads a statement into tokens: words in lower case, names without their quotes, texts as `'`, each pair of parentheses as a
 * list. Comments and spaces are left out.
 */
export function sqlTokens(text: string): readonly Token[] {
  const open: Token[][] = [[]];
  for (const [lexeme] of text.matchAll(LEXEME)) {
    if (SKIPPED.test(lexeme)) continue;
    const group = open.at(-1) ?? [];
    if (lexeme === '(' || lexeme === '[') {
      const inside: Token[] = [];
      group.push(inside);
      open.push(inside);
    } else if (lexeme === ')' || lexeme === ']') {
      if (open.length > 1) open.pop();
    } else group.push(plain(lexeme));
  }
  return open[0] ?? [];
}

function plain(lexeme: string): string {
  if (lexeme.startsWith('"')) return lexeme.slice(1, -1).replaceAll('""', '"');
  if (/^(?:[eE]?'|\$\w*\$)/.test(lexeme)) return "'";
  return lexeme.toLowerCase();
}
