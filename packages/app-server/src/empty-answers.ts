/**
 * What clients ask for when they start, though only the vendor's services know it: there is nothing. Everything else of the
 * kind is refused as a method that is not known.
 */
export const EMPTY_ANSWERS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["app/list", { data: [], nextCursor: null }],
  ["plugin/list", { marketplaces: [], marketplaceLoadErrors: [], featuredPluginIds: [] }],
  ["plugin/installed", { marketplaces: [], marketplaceLoadErrors: [] }],
  ["windowsSandbox/readiness", { status: "notConfigured" }],
]);
