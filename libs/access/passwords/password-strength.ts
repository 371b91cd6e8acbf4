/** What is read of a password to tell how hard it is to guess; longer ones take long to look at. */
const LOOKED_AT = 64;

/** The steps of zxcvbn: 3 and 4 mean that more than 10^8 guesses are needed. */
const SAFE_SCORE = 3;

type Guesses = (password: string, words: string[]) => number;

let guesses: Promise<Guesses> | null = null;

/** Tells whether a password is easy to guess, also for who knows these words, which its owner is known by. */
export async function isGuessable(password: string, words: readonly string[]): Promise<boolean> {
  // The word lists take memory: they are read when the first password is chosen.
  guesses ??= loaded();
  const score = (await guesses)(password.slice(0, LOOKED_AT), partsOf(words));
  return score < SAFE_SCORE;
}

async function loaded(): Promise<Guesses> {
  const [{ ZxcvbnFactory }, common, en] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
  ]);
  const dictionary = { ...common.dictionary, ...en.dictionary };
  const zxcvbn = new ZxcvbnFactory({ dictionary, graphs: common.adjacencyGraphs });
  return (password, words) => zxcvbn.check(password, words).score;
}

/** Names and addresses whole and in pieces. */
const partsOf = (words: readonly string[]): string[] => [
  ...new Set(
    ['dealwright', ...words.flatMap((word) => [word, ...word.split(/[^\p{L}\p{N}]+/u)])]
      .map((word) => word.toLowerCase())
      .filter((word) => word.length > 2),
  ),
];
