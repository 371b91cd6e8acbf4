/** What the pages of a list have in common, in the wire's own names. */
export interface ListAnswer<Item> {
  readonly data: readonly Item[];
  readonly has_more?: boolean;
  readonly next_cursor?: string | null;
}

/**
 * A list that is fetched as far as it is used: await it for the first page as the server sent it (`data`, `has_more`,
 * `next_cursor`), or iterate it with `for await` for every item of every page. Nothing is sent before that.
 */
export class Listing<Item, Page extends ListAnswer<Item> = ListAnswer<Item>>
  implements PromiseLike<Page>, AsyncIterable<Item>
{
  readonly #fetchPage: (cursor: string | undefined) => Promise<Page>;
  #first: Promise<Page> | undefined;

  /** Made by the client's own list methods. */
  constructor(fetchPage: (cursor: string | undefined) => Promise<Page>) {
    this.#fetchPage = fetchPage;
  }

  // biome-ignore lint/suspicious/noThenProperty: awaiting a list gives its first page
  then<A = Page, B = never>(
    onPage?: ((page: Page) => A | PromiseLike<A>) | null,
    onError?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#firstPage().then(onPage, onError);
  }

  /** Every item of every page, in the server's order; the next page is fetched when its first item is asked for. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
    for await (const page of this.pages()) yield* page.data;
  }

  /** Page after page, each as the server sent it. */
  async *pages(): AsyncGenerator<Page, void, undefined> {
    for (let page = await this.#firstPage(); ; page = await this.#fetchPage(page.next_cursor)) {
      yield page;
      if (!hasNext(page)) return;
    }
  }

  #firstPage(): Promise<Page> {
    this.#first ??= this.#fetchPage(undefined);
    return this.#first;
  }
}

const hasNext = <Page extends ListAnswer<unknown>>(page: Page): page is Page & { next_cursor: string } =>
  page.has_more === true && typeof page.next_cursor === 'string';
