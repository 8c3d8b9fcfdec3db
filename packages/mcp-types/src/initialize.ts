import * as z from "zod/mini";
import { IconSchema, MetaSchema } from "./content.js";
import { option } from "./option.js";

/** A program that speaks MCP. */
export const ImplementationSchema = z.object({
  name: z.string(),
  title: option(z.string()),
  version: z.string(),
  description: option(z.string()),
  websiteUrl: option(z.string()),
  icons: option(z.array(IconSchema)),
});
export type Implementation = z.infer<typeof ImplementationSchema>;

const AnythingSchema = z.record(z.string(), z.unknown());

/** What a client can do. Keys other than these are kept. */
export const ClientCapabilitiesSchema = z.looseObject({
  experimental: option(z.record(z.string(), AnythingSchema)),
  roots: option(z.looseObject({ listChanged: option(z.boolean()) })),
  sampling: option(AnythingSchema),
  elicitation: option(AnythingSchema),
  tasks: option(AnythingSchema),
});
export type ClientCapabilities = z.infer<typeof ClientCapabilitiesSchema>;

/** What a server can do. Keys other than these are kept. */
export const ServerCapabilitiesSchema = z.looseObject({
  experimental: option(z.record(z.string(), AnythingSchema)),
  logging: option(AnythingSchema),
  completions: option(AnythingSchema),
  prompts: option(z.looseObject({ listChanged: option(z.boolean()) })),
  resources: option(z.looseObject({ subscribe: option(z.boolean()), listChanged: option(z.boolean()) })),
  tools: option(z.looseObject({ listChanged: option(z.boolean()) })),
  tasks: option(AnythingSchema),
});
export type ServerCapabilities = z.infer<typeof ServerCapabilitiesSchema>;

export const InitializeRequestParamsSchema = z.object({
  /** The newest version that the client speaks. */
  protocolVersion: z.string(),
  capabilities: ClientCapabilitiesSchema,
  clientInfo: ImplementationSchema,
  _meta: option(MetaSchema),
});
export type InitializeRequestParams = z.infer<typeof InitializeRequestParamsSchema>;

export const InitializeResultSchema = z.object({
  /** The version that both sides use from now on. */
  protocolVersion: z.string(),
  capabilities: ServerCapabilitiesSchema,
  serverInfo: ImplementationSchema,
  /** How to use the server, for the model. */
  instructions: option(z.string()),
  _meta: option(MetaSchema),
});
export type InitializeResult = z.infer<typeof InitializeResultSchema>;

/** The versions of MCP that these types describe, newest first. */
export const PROTOCOL_VERSIONS = ["2025-11-25", "2025-06-18"] as const;
export type ProtocolVersion = (typeof PROTOCOL_VERSIONS)[number];

/** The version that a server answers with: the client's when it is known, else our newest. */
export function negotiateProtocolVersion(requested: string): ProtocolVersion {
  return PROTOCOL_VERSIONS.find((version) => version === requested) ?? PROTOCOL_VERSIONS[0];
}
