import * as z from "zod/mini";
import { JsonObjectSchema } from "./meta.js";
import { option } from "./option.js";

const ExperimentalSchema = option(z.record(z.string(), JsonObjectSchema));
const ListChangedSchema = z.looseObject({
  /** Sends a notification when the list changes. Default: false. */
  listChanged: option(z.boolean()),
});

/** What a client can do. Keys other than these are kept. */
export const ClientCapabilitiesSchema = z.looseObject({
  experimental: ExperimentalSchema,
  roots: option(ListChangedSchema),
  /** `context` and `tools` are new in 2025-11-25. */
  sampling: option(z.looseObject({ context: option(JsonObjectSchema), tools: option(JsonObjectSchema) })),
  /** `{}` means forms only; `form` and `url` are new in 2025-11-25. */
  elicitation: option(z.looseObject({ form: option(JsonObjectSchema), url: option(JsonObjectSchema) })),
  /** Which requests to the client can become tasks (2025-11-25). */
  tasks: option(
    z.looseObject({
      list: option(JsonObjectSchema),
      cancel: option(JsonObjectSchema),
      requests: option(
        z.looseObject({
          sampling: option(z.looseObject({ createMessage: option(JsonObjectSchema) })),
          elicitation: option(z.looseObject({ create: option(JsonObjectSchema) })),
        }),
      ),
    }),
  ),
});
export type ClientCapabilities = z.infer<typeof ClientCapabilitiesSchema>;

/** What a server can do. Keys other than these are kept. */
export const ServerCapabilitiesSchema = z.looseObject({
  experimental: ExperimentalSchema,
  logging: option(JsonObjectSchema),
  completions: option(JsonObjectSchema),
  prompts: option(ListChangedSchema),
  resources: option(z.looseObject({ subscribe: option(z.boolean()), listChanged: option(z.boolean()) })),
  tools: option(ListChangedSchema),
  /** Which requests to the server can become tasks (2025-11-25). */
  tasks: option(
    z.looseObject({
      list: option(JsonObjectSchema),
      cancel: option(JsonObjectSchema),
      requests: option(z.looseObject({ tools: option(z.looseObject({ call: option(JsonObjectSchema) })) })),
    }),
  ),
});
export type ServerCapabilities = z.infer<typeof ServerCapabilitiesSchema>;
