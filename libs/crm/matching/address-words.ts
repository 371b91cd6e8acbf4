/** Each line: one word of addresses, and how else it is written; romanised as `latin` does. The first stands for all. */
const LINES = `
street st str strasse straat
road rd
avenue av ave aven
boulevard bd blvd boul bulvar bulvar
place pl platz plaza piazza ploshchad
lane ln
drive dr
square sq
court ct
rue r
chemin ch
ulitsa ul ulica vulytsia vul
prospekt pr prosp pr t prospect
pereulok per
naberezhnaya nab
shosse sh
dom d
kvartira kv apt apartment flat unit suite ste
korpus korp k building bldg
duong d
phuong p ward
quan q district
thanh pho tp city
calle c
avenida avda
via v
north n
south s
east e
west w
`;

const FIRST = new Map<string, string>();

for (const line of LINES.trim().split('\n')) {
  const [first = '', ...others] = line.split(' ');
  FIRST.set(first, first);
  for (const word of others) if (!FIRST.has(word)) FIRST.set(word, first);
}

/** A word of an address as all who write it otherwise are read. */
export const addressWord = (word: string): string =>
  FIRST.get(word) ?? word.replace(/^(.{3,})(?:strasse|str)$/, '$1 street');
