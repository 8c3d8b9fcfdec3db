import * as z from "zod/mini";

/** A server's information, resources and prompts, in its own words. */
export interface ServerDescription {
  readonly info: { readonly name: string; readonly version: string; readonly title?: string | undefined } | undefined;
  readonly capabilities: Readonly<Record<string, unknown>> | undefined;
  readonly resources: readonly Resource[];
  readonly resourceTemplates: readonly ResourceTemplate[];
}

export const ResourceSchema = z.looseObject({ name: z.string(), uri: z.string() });
export type Resource = z.infer<typeof ResourceSchema>;

export const ResourceTemplateSchema = z.looseObject({ name: z.string(), uriTemplate: z.string() });
export type ResourceTemplate = z.infer<typeof ResourceTemplateSchema>;

const TextContentSchema = z.looseObject({ uri: z.string(), text: z.string() });
const BlobContentSchema = z.looseObject({ uri: z.string(), blob: z.string() });
export const ResourceContentSchema = z.union([TextContentSchema, BlobContentSchema]);
export type ResourceContent = z.infer<typeof ResourceContentSchema>;
