import { CallToolOutcomeSchema } from "@codex/protocol";

const [answered] = CallToolOutcomeSchema.def.options;

/** What an MCP server answers to a call. */
export const McpResultSchema = answered.shape.Ok;
