import type { Tool } from "@codex/mcp-types/tools";
import { CodexToolCallParamSchema, CodexToolCallReplyParamSchema } from "@codex/protocol/codex-tools";
import * as z from "zod/mini";
import { CodexToolResultSchema } from "./codex-tool-result.js";
import { inputSchemaOf, outputSchemaOf } from "./json-schema.js";

/** The longest delay of Node's timers: 24 days. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;
const additions = {
  "timeout-ms": z.optional(z.int().check(z.positive(), z.maximum(MAX_TIMEOUT_MS))),
  "output-schema": z.optional(z.record(z.string(), z.unknown())),
};
const TIMEOUT =
  "How long the turn may take, in milliseconds. After that the turn is stopped; the session can be continued. Default: no limit";
const OUTPUT_SCHEMA =
  "A JSON Schema: the agent's final message is then a JSON document that matches it. Default: the message is text";

/** Arguments of `codex`: those of the reference, a time limit, and the form of the answer. */
export const CodexToolArgumentsSchema = z.extend(CodexToolCallParamSchema, additions);
export type CodexToolArguments = z.infer<typeof CodexToolArgumentsSchema>;

/** Arguments of `codex-reply`: those of the reference, and the same additions. */
export const CodexReplyToolArgumentsSchema = z.extend(CodexToolCallReplyParamSchema, additions);

/** The schema for callers: hosts that validate arguments must also accept the other names of the session id. */
const PublishedReplyArgumentsSchema = z.extend(CodexReplyToolArgumentsSchema, {
  sessionId: z.optional(z.string()),
  threadId: z.optional(z.string()),
  conversationId: z.optional(z.string()),
});

/** Both run a coding agent, which may do anything that the sandbox allows. */
const annotations = { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true };

export const codexTool: Tool = {
  name: "codex",
  title: "Codex",
  description:
    "Runs a coding agent on the prompt until it is done, and returns its final message. Continue with codex-reply and the result's sessionId.",
  inputSchema: inputSchemaOf(CodexToolArgumentsSchema, {
    prompt: "What to do: the first message of the session",
    model: "The model to ask, for example gpt-5. Default: the user's choice",
    profile: "A profile of the user's config.toml",
    cwd: "The folder to work in; relative to the server's own, which is the default",
    "approval-policy": "When to ask before a command of the agent runs. Default: the user's choice",
    sandbox: "What the agent's commands may write. Default: the user's choice",
    config: "Values that override config.toml, by dotted key",
    "base-instructions": "Replaces the built-in instructions of the agent",
    "include-plan-tool": "Gives the agent a tool for keeping a plan",
    "timeout-ms": TIMEOUT,
    "output-schema": OUTPUT_SCHEMA,
  }),
  outputSchema: outputSchemaOf(CodexToolResultSchema),
  annotations: { title: "Codex", ...annotations },
};

export const codexReplyTool: Tool = {
  name: "codex-reply",
  title: "Codex reply",
  description:
    "Continues a session of the codex tool, even one of an earlier run of the server: sends the next message.",
  inputSchema: inputSchemaOf(PublishedReplyArgumentsSchema, {
    sessionId: "The session to continue: sessionId of an earlier result. One of the names for it must be given",
    threadId: "The same as sessionId; the name used by newer versions of Codex",
    conversationId: "The same as sessionId; the name used by older versions of Codex",
    prompt: "The next message",
    "timeout-ms": TIMEOUT,
    "output-schema": OUTPUT_SCHEMA,
  }),
  outputSchema: outputSchemaOf(CodexToolResultSchema),
  annotations: { title: "Codex reply", ...annotations },
};
