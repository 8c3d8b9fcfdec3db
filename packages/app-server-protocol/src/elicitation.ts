import * as z from "zod/mini";

export const McpElicitationSchemaSchema = z.record(z.string(), z.unknown());
export type McpElicitationSchema = z.infer<typeof McpElicitationSchemaSchema>;

export const McpServerElicitationActionSchema = z.enum(["accept", "decline", "cancel"]);
export type McpServerElicitationAction = z.infer<typeof McpServerElicitationActionSchema>;

export const McpServerElicitationRequestParamsSchema = z.discriminatedUnion("mode", [
  z.object({
    mode: z.literal("openai/userVerification"),
    threadId: z.string(),
    turnId: z.nullish(z.string()),
    environmentId: z.nullish(z.string()),
    serverName: z.string(),
    _meta: z.optional(z.unknown()),
    challenge: z.string(),
    description: z.string(),
    title: z.string(),
  }),
  z.object({
    mode: z.literal("form"),
    threadId: z.string(),
    turnId: z.nullish(z.string()),
    environmentId: z.nullish(z.string()),
    serverName: z.string(),
    _meta: z.optional(z.unknown()),
    message: z.string(),
    requestedSchema: McpElicitationSchemaSchema,
  }),
  z.object({
    mode: z.literal("openai/form"),
    threadId: z.string(),
    turnId: z.nullish(z.string()),
    environmentId: z.nullish(z.string()),
    serverName: z.string(),
    _meta: z.optional(z.unknown()),
    message: z.string(),
    requestedSchema: z.unknown(),
  }),
  z.object({
    mode: z.literal("openaiForm"),
    threadId: z.string(),
    turnId: z.nullish(z.string()),
    environmentId: z.nullish(z.string()),
    serverName: z.string(),
    _meta: z.optional(z.unknown()),
    message: z.string(),
    requestedSchema: z.unknown(),
  }),
  z.object({
    mode: z.literal("url"),
    threadId: z.string(),
    turnId: z.nullish(z.string()),
    environmentId: z.nullish(z.string()),
    serverName: z.string(),
    _meta: z.optional(z.unknown()),
    elicitationId: z.string(),
    message: z.string(),
    url: z.string(),
  }),
]);
export type McpServerElicitationRequestParams = z.infer<typeof McpServerElicitationRequestParamsSchema>;

export const McpServerElicitationRequestResponseSchema = z.object({
  _meta: z.optional(z.unknown()),
  action: McpServerElicitationActionSchema,
  content: z.optional(z.unknown()),
});
export type McpServerElicitationRequestResponse = z.infer<typeof McpServerElicitationRequestResponseSchema>;
