/**
 * Empty answers to requests that clients send at start but only the vendor's services could answer. Other such requests are refused as
 * unknown methods.
 */
export const EMPTY_ANSWERS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["app/list", { data: [], nextCursor: null }],
  ["plugin/list", { marketplaces: [], marketplaceLoadErrors: [], featuredPluginIds: [] }],
  ["plugin/installed", { marketplaces: [], marketplaceLoadErrors: [] }],
  ["windowsSandbox/readiness", { status: "notConfigured" }],
]);
