/** The value below which so many of 100 lie. */
export function percentile(values, percent) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN;
}

/** How long deliveries took from the answer to the write: `sent` has [number, time] of leads, `taken` what the receiver got. */
export function latencies(sent, taken) {
  const at = new Map(sent);
  return taken.flatMap(([number, , time]) => (at.has(number) ? [Math.max(0, time - at.get(number))] : []));
}

export const ms = (value) => `${value.toFixed(value < 10 ? 1 : 0)} ms`;

/** Rows of texts as a table with aligned columns; the first is the head. */
export function table(rows) {
  const widths = rows[0].map((_, at) => Math.max(...rows.map((row) => String(row[at]).length)));
  const line = (row) =>
    row
      .map((cell, at) => (at === 0 ? String(cell).padEnd(widths[at]) : String(cell).padStart(widths[at])))
      .join('  ');
  return `${rows.map(line).join('\n')}\n`;
}

export const verdict = (isMet) => (isMet ? 'met' : 'MISSED');
