import * as z from "zod/mini";
import { option } from "./option.js";

/** The only JSON-RPC version there is. */
export const JSONRPC_VERSION = "2.0";

/** What pairs a response with its request; unique per sender and connection. */
export const RequestIdSchema = z.union([z.string(), z.int()]);
export type RequestId = z.infer<typeof RequestIdSchema>;

export const JSONRPCErrorErrorSchema = z.object({
  /** See `ErrorCode`. */
  code: z.int(),
  /** One sentence for a person. */
  message: z.string(),
  /** Details for a program; their shape depends on the code. */
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
  /** Absent or `null` when the request could not be read. */
  id: option(RequestIdSchema),
  error: JSONRPCErrorErrorSchema,
});
export type JSONRPCError = z.infer<typeof JSONRPCErrorSchema>;

/** The names that 2025-11-25 gives to the two kinds of answers. */
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
