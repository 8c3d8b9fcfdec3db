import { ContentBlockSchema } from "@codex/mcp-types/content";
import { RequestIdSchema } from "@codex/mcp-types/json-rpc";
import { type JsonSchema, jsonSchemaDefinitions, namedSchemas } from "@codex/mcp-types/json-schema";
import { CallToolResultSchema, ToolSchema } from "@codex/mcp-types/tools";
import * as protocol from "./index.js";

export interface ProtocolJsonSchema {
  readonly $schema: string;
  readonly title: string;
  readonly $defs: Readonly<Record<string, JsonSchema>>;
}

/**
 * Every wire type by its name, as JSON Schema (draft 2020-12). Optional fields may also be `null`, and objects may have more keys: readers
 * accept both, writers produce neither. Types shared with MCP keep their names.
 */
export function protocolJsonSchema(): ProtocolJsonSchema {
  const shared = { CallToolResultSchema, ContentBlockSchema, RequestIdSchema, ToolSchema };
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Codex protocol",
    $defs: jsonSchemaDefinitions(namedSchemas({ ...protocol, ...shared })),
  };
}
