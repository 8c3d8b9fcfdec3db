import { CallToolOutcomeSchema } from "@codex/protocol";

const [answered] = CallToolOutcomeSchema.def.options;

/** An MCP server's result of a call. */
export const McpResultSchema = answered.shape.Ok;
