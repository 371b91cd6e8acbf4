import fc from 'fast-check';

import { similarWords, wordSimilarity } from './similar-words';

const word = fc.oneof(
  fc.constantFrom(
    'a',
    'b',
    'anna',
    'nan',
    'sasha',
    'aleksandr',
    'jim',
    'james',
    'ng',
    'nguien',
    '7',
    'martha',
    'marhta',
  ),
  fc.string({ unit: fc.constantFrom(...'abcdeéh1'), minLength: 1, maxLength: 8 }),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }),
);

it.each(['jaro_winkler', 'trigram', 'double_metaphone', 'exact'] as const)(
  'finds every word that is so similar, by %s',
  (matcher) => {
    fc.assert(
      fc.property(
        fc.uniqueArray(word, { maxLength: 40 }),
        fc.double({ min: 0.5, max: 1, noNaN: true }),
        (words, least) => {
          const near = similarWords(matcher, words, least);
          for (const one of words)
            expect(near(one)).toEqual(words.filter((other) => wordSimilarity(matcher, one, other) >= least));
        },
      ),
    );
  },
);
