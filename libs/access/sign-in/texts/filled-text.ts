/** A text with its places filled: `{workspace}` with what is given for it. */
export const filledText = (text: string, places: Readonly<Record<string, string>>): string =>
  text.replace(/\{(\w+)\}/g, (place, name: string) => places[name] ?? place);
