interface Entry<Value> {
  readonly at: number;
  readonly value: Promise<Value>;
}

/** Remembers answers for a short time and at most so many of them; callers who ask at once share one look-up. */
export class RecentAnswers<Value> {
  private readonly entries = new Map<string, Entry<Value>>();

  constructor(
    private readonly keptMs: number,
    private readonly most: number,
  ) {}

  /** The answer that was looked up less than `keptMs` before `now`, or a new one; failures are not kept. */
  get(key: string, now: Date, look: () => Promise<Value>): Promise<Value> {
    const known = this.entries.get(key);
    const age = known ? now.getTime() - known.at : Number.POSITIVE_INFINITY;
    if (known && age >= 0 && age < this.keptMs) return known.value;
    const entry = { at: now.getTime(), value: look() };
    entry.value.catch(() => {
      if (this.entries.get(key) === entry) this.entries.delete(key);
    });
    this.keep(key, entry);
    return entry.value;
  }

  /** Looks everything up anew, or what was asked with one key. */
  forget(key?: string): void {
    if (key === undefined) this.entries.clear();
    else this.entries.delete(key);
  }

  private keep(key: string, entry: Entry<Value>): void {
    this.entries.delete(key);
    for (const oldest of this.entries.keys()) {
      if (this.entries.size < this.most) break;
      this.entries.delete(oldest);
    }
    this.entries.set(key, entry);
  }
}
