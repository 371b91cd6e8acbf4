/** A buffer of the socket takes about as much at once. */
const CHUNK = 64 * 1024;
/** So much of one set is made in advance at most; the rest when the server asks for it. */
const MOST_AHEAD = 64;

/** The lines of a COPY in pieces, each made when it is asked for, or before that when there is time. */
export class RowFeed implements Iterable<Buffer> {
  private readonly ahead: Buffer[] = [];
  private isOver = false;
  private failure: { readonly error: unknown } | null = null;

  constructor(private readonly lines: Iterator<string, void>) {}

  /** Makes one piece in advance; false when none is left, or enough of them lie ready. */
  prepare(): boolean {
    if (this.isOver || this.ahead.length >= MOST_AHEAD) return false;
    try {
      const piece = this.make();
      if (piece) this.ahead.push(piece);
    } catch (error) {
      this.isOver = true;
      this.failure = { error };
    }
    return !this.isOver;
  }

  *[Symbol.iterator](): Iterator<Buffer> {
    for (let piece = this.next(); piece; piece = this.next()) yield piece;
  }

  private next(): Buffer | null {
    const ready = this.ahead.shift();
    if (ready) return ready;
    if (this.failure) throw this.failure.error;
    return this.isOver ? null : this.make();
  }

  private make(): Buffer | null {
    let text = '';
    while (text.length < CHUNK) {
      const next = this.lines.next();
      this.isOver = next.done === true;
      if (next.done) break;
      text += next.value;
    }
    return text === '' ? null : Buffer.from(text);
  }
}
