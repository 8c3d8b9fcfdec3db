import { ErrorCode } from "@codex/mcp-types/error-code";
import { findFault, formatFault, type Issue } from "@codex/mcp-types/fault";
import type { Connection } from "./connection.js";
import { ConnectionError } from "./connection-error.js";
import type { RequestContext, RequestHandler } from "./connection-options.js";
import { RpcError } from "./rpc-error.js";

/** The part of a schema that is used; every zod schema has it. */
export interface Schema<T = unknown> {
  safeParse(
    value: unknown,
  ): { success: true; data: T } | { success: false; error: { readonly issues: readonly Issue[] } };
}

/** Maps methods to the schemas of their params and results: all requests that one side accepts. */
export type MethodTable = Readonly<Record<string, { readonly params: Schema; readonly result: Schema }>>;

type Value<S> = S extends { _zod: { output: infer T } } ? T : S extends Schema<infer T> ? T : never;
export type Params<T extends MethodTable, M extends keyof T> = Value<T[M]["params"]>;
export type Result<T extends MethodTable, M extends keyof T> = Value<T[M]["result"]>;

/** One handler for each method of a table: a missing one is a compile error. */
export type Handlers<T extends MethodTable> = {
  readonly [M in keyof T]: (params: Params<T, M>, context: RequestContext) => Promise<Result<T, M>> | Result<T, M>;
};

/**
 * Serves a table, as `findHandler` of a `Connection`. Invalid params are answered with -32602; the message and `data.path` name the field.
 */
export function serveTable<const T extends MethodTable>(
  table: T,
  handlers: Handlers<T>,
): (method: string) => RequestHandler | undefined;
export function serveTable(table: MethodTable, handlers: Readonly<Record<string, RequestHandler>>) {
  return (method: string): RequestHandler | undefined => {
    if (!Object.hasOwn(table, method)) return undefined;
    const entry = table[method];
    const handler = handlers[method];
    if (entry === undefined || handler === undefined) return undefined;
    return (params, context) => handler(parseParams(entry.params, params), context);
  };
}

/** Parses params, or throws the `RpcError` to answer with. */
export function parseParams<S extends Schema>(schema: S, params: unknown): Value<S>;
export function parseParams(schema: Schema, params: unknown): unknown {
  const parsed = schema.safeParse(params);
  if (parsed.success) return parsed.data;
  const fault = findFault(parsed.error.issues);
  throw new RpcError(ErrorCode.invalidParams, `Invalid params: ${formatFault(fault)}`, { data: { path: fault.path } });
}

/** Sends typed requests of a table. */
export type Caller<T extends MethodTable> = <M extends keyof T & string>(
  method: M,
  ...rest: undefined extends Params<T, M>
    ? [params?: Params<T, M>, options?: { readonly signal?: AbortSignal }]
    : [params: Params<T, M>, options?: { readonly signal?: AbortSignal }]
) => Promise<Result<T, M>>;

/** Calls the methods of a table on the peer. Besides what `request` throws: `invalid-result`. */
export function createCaller<const T extends MethodTable>(connection: Connection, table: T): Caller<T>;
export function createCaller(connection: Connection, table: MethodTable) {
  return async (method: string, params?: unknown, options?: { readonly signal?: AbortSignal }): Promise<unknown> => {
    const result = await connection.request(method, params, options);
    const parsed = table[method]?.result.safeParse(result);
    if (parsed?.success !== true) {
      const fault = formatFault(findFault(parsed?.error.issues ?? []));
      throw new ConnectionError("invalid-result", `The result of ${method} is invalid: ${fault}`);
    }
    return parsed.data;
  };
}
