import * as z from "zod/mini";
import { option } from "./option.js";

/** The only supported JSON-RPC version. */
export const JSONRPC_VERSION = "2.0";

/** Matches a response to its request; unique per sender and connection. */
export const RequestIdSchema = z.union([z.string(), z.int()]);
export type RequestId = z.infer<typeof RequestIdSchema>;

export const JSONRPCErrorErrorSchema = z.object({
  /** See `ErrorCode`. */
  code: z.int(),
  /** One sentence for people. */
  message: z.string(),
  /** Details for programs; their shape depends on the code. */
  data: z.optional(z.unknown()),
});
export type JSONRPCErrorError = z.infer<typeof JSONRPCErrorErrorSchema>;

const ParamsSchema = option(z.record(z.string(), z.unknown()));

export const JSONRPCRequestSchema = z.object({
  jsonrpc: z.literal(JSONRPC_VERSION),
  id: RequestIdSchema,
  method: z.string(),
  params: ParamsSchema,
});
export type JSONRPCRequest = z.infer<typeof JSONRPCRequestSchema>;

/** A message that gets no answer. */
export const JSONRPCNotificationSchema = z.object({
  jsonrpc: z.literal(JSONRPC_VERSION),
  method: z.string(),
  params: ParamsSchema,
});
export type JSONRPCNotification = z.infer<typeof JSONRPCNotificationSchema>;

export const JSONRPCResponseSchema = z.object({
  jsonrpc: z.literal(JSONRPC_VERSION),
  id: RequestIdSchema,
  result: z.record(z.string(), z.unknown()),
});
export type JSONRPCResponse = z.infer<typeof JSONRPCResponseSchema>;

export const JSONRPCErrorSchema = z.object({
  jsonrpc: z.literal(JSONRPC_VERSION),
  /** Absent or `null` if the request could not be parsed. */
  id: option(RequestIdSchema),
  error: JSONRPCErrorErrorSchema,
});
export type JSONRPCError = z.infer<typeof JSONRPCErrorSchema>;

/** The names of the two kinds of responses in 2025-11-25. */
export const JSONRPCResultResponseSchema = JSONRPCResponseSchema;
export type JSONRPCResultResponse = JSONRPCResponse;
export const JSONRPCErrorResponseSchema = JSONRPCErrorSchema;
export type JSONRPCErrorResponse = JSONRPCError;

/** Any one line of a JSON-RPC stream. */
export const JSONRPCMessageSchema = z.union([
  JSONRPCRequestSchema,
  JSONRPCNotificationSchema,
  JSONRPCResponseSchema,
  JSONRPCErrorSchema,
]);
export type JSONRPCMessage = z.infer<typeof JSONRPCMessageSchema>;
