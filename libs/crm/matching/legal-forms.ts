/** What companies add to their names to say what they are by law, and words that only say that it is a company; as `latin` writes them. */
const FORMS = [
  // English-speaking countries, India, Singapore, Malaysia
  ...[
    'inc',
    'incorporated',
    'corp',
    'corporation',
    'co',
    'company',
    'ltd',
    'limited',
    'llc',
    'llp',
    'lp',
    'plc',
    'pllc',
  ],
  ...['pty ltd', 'pty', 'pte ltd', 'pte', 'pvt ltd', 'pvt', 'private limited', 'sdn bhd', 'bhd', 'dba'],
  // German, Dutch, Scandinavian
  ...[
    'gmbh co kg',
    'gmbh',
    'mbh',
    'ggmbh',
    'ag',
    'kg',
    'kgaa',
    'ohg',
    'ug',
    'ug haftungsbeschrankt',
    'e k',
    'ek',
    'e v',
    'ev',
    'gbr',
    'se',
  ],
  ...[
    'gesellschaft mit beschrankter haftung',
    'aktiengesellschaft',
    'bv',
    'b v',
    'nv',
    'n v',
    'ab',
    'as',
    'a s',
    'asa',
    'aps',
    'oy',
    'oyj',
  ],
  // French, Italian, Spanish, Portuguese
  ...[
    'sarl',
    's a r l',
    'sas',
    's a s',
    'sasu',
    'sa',
    's a',
    'eurl',
    'sci',
    'snc',
    'scop',
    'societe anonyme',
    'societe',
  ],
  ...[
    'srl',
    's r l',
    'spa',
    's p a',
    'sl',
    's l',
    'slu',
    'sau',
    'lda',
    'ltda',
    'eireli',
    'sociedad limitada',
    'sociedad anonima',
  ],
  // Polish, Czech, Hungarian, Romanian, Baltic
  ...[
    'sp z o o',
    'sp zoo',
    'spolka z o o',
    'spolka akcyjna',
    's r o',
    'sro',
    'kft',
    'zrt',
    'bt',
    'uab',
    'sia',
    'ou',
    'doo',
    'd o o',
    'dd',
    'ad',
    'eood',
    'ood',
  ],
  // Russian, Ukrainian, Belarusian, Kazakh, as they are romanised
  ...[
    'ooo',
    'oao',
    'zao',
    'pao',
    'ao',
    'ip',
    'nko',
    'ano',
    'tov',
    'prat',
    'pat',
    'fop',
    'chup',
    'odo',
    'too',
    'tdv',
    'gup',
    'mup',
  ],
  ...[
    'obshchestvo s ogranichennoy otvetstvennostyu',
    'aktsionernoe obshchestvo',
    'publichnoe aktsionernoe obshchestvo',
  ],
  ...[
    'zakrytoe aktsionernoe obshchestvo',
    'individualnyy predprinimatel',
    'tovarystvo z obmezhenoyu vidpovidalnistyu',
  ],
  // Vietnamese
  ...[
    'cong ty trach nhiem huu han mot thanh vien',
    'cong ty trach nhiem huu han',
    'cong ty tnhh mot thanh vien',
    'cong ty tnhh mtv',
  ],
  ...[
    'cong ty tnhh',
    'cong ty co phan',
    'cong ty cp',
    'ctcp',
    'cty tnhh',
    'cty cp',
    'cong ty',
    'cty',
    'tnhh',
    'dntn',
    'doanh nghiep tu nhan',
    'jsc',
    'jsco',
  ],
  // Turkish, Indonesian, Japanese, Chinese
  ...[
    'as',
    'a s',
    'ltd sti',
    'pt',
    'tbk',
    'cv',
    'kk',
    'k k',
    'kabushiki kaisha',
    'godo kaisha',
    'you xian gong si',
    'gu fen you xian gong si',
  ],
];

const LONGEST = Math.max(...FORMS.map((form) => form.split(' ').length));
const KNOWN: ReadonlySet<string> = new Set(FORMS);
const FILLERS: ReadonlySet<string> = new Set([
  'the',
  'and',
  'und',
  'et',
  'i',
  'y',
  'e',
  'va',
  'group',
  'gruppe',
  'groupe',
  'holding',
]);

/** The words of a company's name without legal forms, at its beginning or end, and without fillers; all of them when nothing else is left. */
export function withoutLegalForms(words: readonly string[]): string[] {
  let rest = [...words];
  for (let before = -1; before !== rest.length; ) {
    before = rest.length;
    rest = cutEnd(cutBegin(rest));
  }
  const core = rest.filter((word) => !FILLERS.has(word));
  return core.length > 0 ? core : rest.length > 0 ? rest : [...words];
}

function cutBegin(words: readonly string[]): string[] {
  for (let count = Math.min(LONGEST, words.length - 1); count > 0; count -= 1) {
    if (KNOWN.has(words.slice(0, count).join(' '))) return words.slice(count);
  }
  return [...words];
}

function cutEnd(words: readonly string[]): string[] {
  for (let count = Math.min(LONGEST, words.length - 1); count > 0; count -= 1) {
    if (KNOWN.has(words.slice(-count).join(' '))) return words.slice(0, -count);
  }
  return [...words];
}
