const MAX_PAGES = 64;

/** All pages of a server's list; an undefined page ends it. A list whose cursors go round in a circle ends too. */
export async function* pagesOf<Page extends { readonly nextCursor?: unknown }>(
  ask: (params: { readonly cursor?: string }) => Promise<Page | undefined>,
): AsyncGenerator<Page, void> {
  const seen = new Set<string>();
  let cursor: string | undefined;
  for (let count = 0; count < MAX_PAGES; count++) {
    const page = await ask(cursor === undefined ? {} : { cursor });
    if (page === undefined) return;
    yield page;
    const { nextCursor: next } = page;
    if (typeof next !== "string" || next === "" || seen.has(next)) return;
    seen.add(next);
    cursor = next;
  }
}
