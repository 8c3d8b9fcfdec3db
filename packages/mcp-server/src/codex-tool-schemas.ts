import { AskForApprovalSchema, SandboxModeSchema } from "@codex/protocol";
import * as z from "zod/mini";

function described<Schema extends z.ZodMiniType>(schema: Schema, description: string): Schema {
  return schema.check(z.describe(description));
}

/** Arguments of the `codex` tool. */
export const CodexToolArgumentsSchema = z.object({
  prompt: described(z.string(), "What to do: the first message of the session"),
  model: z.optional(described(z.string(), "The model to ask, for example o3")),
  profile: z.optional(described(z.string(), "A profile of config.toml")),
  cwd: z.optional(described(z.string(), "The folder to work in; relative to the server's own")),
  "approval-policy": z.optional(described(AskForApprovalSchema, "When to ask before a command of the model runs")),
  sandbox: z.optional(described(SandboxModeSchema, "What commands of the model may write")),
  config: z.optional(described(z.record(z.string(), z.unknown()), "Values that win over config.toml, by dotted key")),
  "base-instructions": z.optional(described(z.string(), "Replaces the built-in instructions")),
  "include-plan-tool": z.optional(described(z.boolean(), "Offers the model a tool to keep a plan")),
});
export type CodexToolArguments = z.infer<typeof CodexToolArgumentsSchema>;

/** Arguments of the `codex-reply` tool. */
export const CodexReplyToolArgumentsSchema = z.object({
  sessionId: described(z.string(), "The session to go on with: session_id of its session_configured event"),
  prompt: described(z.string(), "The next message"),
});
export type CodexReplyToolArguments = z.infer<typeof CodexReplyToolArgumentsSchema>;

export const codexTool = {
  name: "codex",
  title: "Codex",
  description: "Runs a Codex session: a coding agent works on the prompt until it is done.",
  inputSchema: inputSchemaOf(CodexToolArgumentsSchema),
} as const;

export const codexReplyTool = {
  name: "codex-reply",
  title: "Codex reply",
  description: "Goes on with a Codex session: sends it the next message.",
  inputSchema: inputSchemaOf(CodexReplyToolArgumentsSchema),
} as const;

function inputSchemaOf(schema: z.ZodMiniObject) {
  const { properties, required } = z.toJSONSchema(schema, { io: "input" });
  const cleaned = Object.entries(properties ?? {}).map(([name, property]) => [name, withoutPropertyNames(property)]);
  return { type: "object" as const, properties: Object.fromEntries(cleaned), required: required?.toSorted() };
}

/** A record's keys are strings anyway; clients that know little of JSON Schema stumble over the word. */
function withoutPropertyNames(property: unknown): unknown {
  if (typeof property !== "object" || property === null || !("propertyNames" in property)) return property;
  const { propertyNames: _, ...rest } = property;
  return { ...rest, additionalProperties: true };
}
