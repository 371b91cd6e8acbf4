/** How many texts are kept; past them all are forgotten, which costs less than keeping an order. */
const MOST = 10_000;
/** Longer texts seldom come again. */
const LONGEST = 100;

/** The same function of a text, which is asked once for texts that come again and again, such as first names. */
export function remembered<Value>(make: (text: string) => Value): (text: string) => Value {
  const known = new Map<string, Value>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    const made = make(text);
    if (text.length > LONGEST) return made;
    if (known.size >= MOST) known.clear();
    known.set(text, made);
    return made;
  };
}

const MOST_PAIRS = 200_000;

/** The same of two words: first of one, then of each that it is asked about. */
export function rememberedPairs(
  make: (one: string, other: string) => number,
): (one: string) => (other: string) => number {
  const all = new Map<string, Map<string, number>>();
  let count = 0;
  return (one) => {
    if (count > MOST_PAIRS) {
      all.clear();
      count = 0;
    }
    const known = all.get(one) ?? new Map<string, number>();
    if (one.length <= LONGEST) all.set(one, known);
    return (other) => {
      const found = known.get(other);
      if (found !== undefined) return found;
      const made = make(one, other);
      if (other.length > LONGEST) return made;
      count += 1;
      known.set(other, made);
      return made;
    };
  };
}
