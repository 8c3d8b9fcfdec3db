import * as z from "zod/mini";
import { ErrorCode } from "./error-code.js";
import { PrimitiveSchemaDefinitionSchema } from "./form-fields.js";
import { JSONRPC_VERSION, RequestIdSchema } from "./json-rpc.js";
import { notificationSchema, requestSchema } from "./message.js";
import { MetaSchema, RequestMetaSchema } from "./meta.js";
import { option } from "./option.js";
import { TaskMetadataSchema } from "./task-metadata.js";

const shared = {
  /** The question and its reason, for people. */
  message: z.string(),
  /** Requests a task instead of the result (2025-11-25). */
  task: option(TaskMetadataSchema),
  _meta: option(RequestMetaSchema),
};

/** The user fills in a form. Never for secrets. */
export const ElicitRequestFormParamsSchema = z.object({
  mode: option(z.literal("form")),
  ...shared,
  /** The form: a flat object of fields. */
  requestedSchema: z.object({
    $schema: option(z.string()),
    type: z.literal("object"),
    properties: z.record(z.string(), PrimitiveSchemaDefinitionSchema),
    required: option(z.array(z.string())),
  }),
});
export type ElicitRequestFormParams = z.infer<typeof ElicitRequestFormParamsSchema>;

/** The user opens a page (2025-11-25). */
export const ElicitRequestURLParamsSchema = z.object({
  mode: z.literal("url"),
  ...shared,
  /** Returned in `notifications/elicitation/complete`. */
  elicitationId: z.string(),
  url: z.string(),
});
export type ElicitRequestURLParams = z.infer<typeof ElicitRequestURLParamsSchema>;

export const ElicitRequestParamsSchema = z.union([ElicitRequestURLParamsSchema, ElicitRequestFormParamsSchema]);
export type ElicitRequestParams = z.infer<typeof ElicitRequestParamsSchema>;

/** The server asks the user. Only for clients that announce the capability. */
export const ElicitRequestSchema = requestSchema("elicitation/create", ElicitRequestParamsSchema);
export type ElicitRequest = z.infer<typeof ElicitRequestSchema>;

export const ElicitResultSchema = z.object({
  /** `decline`: the user refused; `cancel`: the dialog was closed. */
  action: z.enum(["accept", "decline", "cancel"]),
  /** The filled-in form; only with `accept`, and not for URLs. */
  content: option(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]))),
  _meta: option(MetaSchema),
});
export type ElicitResult = z.infer<typeof ElicitResultSchema>;

/** The user has finished on the page (2025-11-25). */
export const ElicitationCompleteNotificationSchema = notificationSchema(
  "notifications/elicitation/complete",
  z.object({ elicitationId: z.string() }),
);
export type ElicitationCompleteNotification = z.infer<typeof ElicitationCompleteNotificationSchema>;

/** The error of a request that only works after the user has opened some pages (2025-11-25). */
export const URLElicitationRequiredErrorSchema = z.object({
  jsonrpc: z.literal(JSONRPC_VERSION),
  id: option(RequestIdSchema),
  error: z.object({
    code: z.literal(ErrorCode.urlElicitationRequired),
    message: z.string(),
    data: z.looseObject({ elicitations: z.array(ElicitRequestURLParamsSchema) }),
  }),
});
export type URLElicitationRequiredError = z.infer<typeof URLElicitationRequiredErrorSchema>;
