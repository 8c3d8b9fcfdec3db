import { RpcError } from "@codex/jsonrpc";
import { ErrorCode } from "@codex/mcp-types/error-code";

const PAGE_SIZE = 100;

/** The page that a cursor names, and the next cursor. The first page needs none. */
export function takePage<T>(pages: readonly (readonly T[])[], cursor: string | undefined): Page<T> {
  const index = cursor === undefined ? 0 : indexOf(cursor);
  const items = pages[index];
  if (items === undefined && index > 0) throw invalidCursor();
  return { items: [...(items ?? [])], nextCursor: index + 1 < pages.length ? cursorOf(index + 1) : undefined };
}

export interface Page<T> {
  readonly items: T[];
  readonly nextCursor: string | undefined;
}

/** Splits a list into pages. */
export function pagesOf<T>(items: readonly T[], size: number = PAGE_SIZE): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, page) =>
    items.slice(page * size, (page + 1) * size),
  );
}

function cursorOf(index: number): string {
  return Buffer.from(`page:${index}`).toString("base64url");
}

function indexOf(cursor: string): number {
  const match = /^page:(\d{1,6})$/.exec(Buffer.from(cursor, "base64url").toString("utf8"));
  if (match === null) throw invalidCursor();
  return Number(match[1]);
}

function invalidCursor(): RpcError {
  return new RpcError(ErrorCode.invalidParams, "Invalid params: cursor: not one of this list", {
    data: { path: ["cursor"] },
  });
}
