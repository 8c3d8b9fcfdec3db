import * as z from "zod/mini";
import { JSONRPC_VERSION, RequestIdSchema } from "./json-rpc.js";

/** A complete request with its own method. */
export const requestSchema = <const M extends string, P extends z.core.SomeType>(method: M, params: P) =>
  z.object({ jsonrpc: z.literal(JSONRPC_VERSION), id: RequestIdSchema, method: z.literal(method), params });

/** A complete notification with its own method. */
export const notificationSchema = <const M extends string, P extends z.core.SomeType>(method: M, params: P) =>
  z.object({ jsonrpc: z.literal(JSONRPC_VERSION), method: z.literal(method), params });
