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
