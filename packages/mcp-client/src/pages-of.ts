const MAX_PAGES = 64;

/** What a server lists, page by page; undefined for a page is its end. One that goes round in a circle has an end, too. */
export async function* pagesOf<Page extends { readonly nextCursor?: unknown }>(
  ask: (params: { readonly cursor?: string }) => Promise<Page | undefined>,
): AsyncGenerator<Page, void> {
  let cursor: string | undefined;
  for (let count = 0; count < MAX_PAGES; count++) {
    const page = await ask(cursor === undefined ? {} : { cursor });
    if (page === undefined) return;
    yield page;
    const { nextCursor: next } = page;
    if (typeof next !== "string" || next === "" || next === cursor) return;
    cursor = next;
  }
}
