import type { ClientMethod, clientRequests } from "@codex/app-server-protocol";
import type { RequestContext } from "@codex/jsonrpc";
import type { z } from "zod";

type ClientRequests = typeof clientRequests;

export type RequestParams<M extends ClientMethod> = z.output<ClientRequests[M]["params"]>;
export type RequestResult<M extends ClientMethod> = z.input<ClientRequests[M]["result"]>;

/** One handler for each of the methods: a missing one is a compile error. */
export type RequestHandlers<M extends ClientMethod> = {
  readonly [K in M]: (
    params: RequestParams<K>,
    context: RequestContext,
  ) => Promise<RequestResult<K>> | RequestResult<K>;
};
