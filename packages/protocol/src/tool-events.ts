import { ToolSchema } from "@codex/mcp-types/tools";
import * as z from "zod/mini";
import { DurationSchema } from "./duration.js";
import { CallToolOutcomeSchema } from "./models.js";

/** A call of a tool on one of the user's MCP servers. */
export const McpInvocationSchema = z.object({
  /** The server's name in the configuration. */
  server: z.string(),
  /** The tool's name as the server gives it. */
  tool: z.string(),
  arguments: z.optional(z.unknown()),
});
export type McpInvocation = z.infer<typeof McpInvocationSchema>;

export const McpToolCallBeginEventSchema = z.object({ call_id: z.string(), invocation: McpInvocationSchema });
export type McpToolCallBeginEvent = z.infer<typeof McpToolCallBeginEventSchema>;

export const McpToolCallEndEventSchema = z.object({
  call_id: z.string(),
  invocation: McpInvocationSchema,
  duration: DurationSchema,
  /** `Ok` even if the tool reports a failure with `isError`; `Err` if the call itself failed. */
  result: CallToolOutcomeSchema,
});
export type McpToolCallEndEvent = z.infer<typeof McpToolCallEndEventSchema>;

export const WebSearchBeginEventSchema = z.object({ call_id: z.string(), query: z.string() });
export type WebSearchBeginEvent = z.infer<typeof WebSearchBeginEventSchema>;

/** The tools of all MCP servers by their qualified names. */
export const McpListToolsResponseEventSchema = z.object({ tools: z.record(z.string(), ToolSchema) });
export type McpListToolsResponseEvent = z.infer<typeof McpListToolsResponseEventSchema>;
