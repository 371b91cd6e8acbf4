/** The place of the entry that is the first to use: the first one marked so, else the first of the list. */
export const primaryPlace = (entries: readonly { readonly primary?: boolean | null }[]): number =>
  Math.max(
    0,
    entries.findIndex((entry) => entry.primary),
  );
