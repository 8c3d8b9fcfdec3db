import { option } from "@codex/mcp-types/option";
import * as z from "zod/mini";
import { SandboxModeSchema } from "./config-enums.js";
import { FileChangesSchema } from "./file-change.js";
import { AskForApprovalSchema, ReviewDecisionSchema } from "./policy.js";

/** Arguments of the MCP tool `codex`, which runs a new conversation until its first turn ends. */
export const CodexToolCallParamSchema = z.object({
  /** The first message. */
  prompt: z.string(),
  model: option(z.string()),
  /** A profile of the server's `config.toml`. */
  profile: option(z.string()),
  /** Working directory; relative to the server's own, which is the default. */
  cwd: option(z.string()),
  "approval-policy": option(AskForApprovalSchema),
  sandbox: option(SandboxModeSchema),
  /** Dotted keys of `config.toml` with overriding values. */
  config: option(z.record(z.string(), z.unknown())),
  /** Replaces the built-in instructions. */
  "base-instructions": option(z.string()),
  /** Offers the model the `update_plan` tool. */
  "include-plan-tool": option(z.boolean()),
});
export type CodexToolCallParam = z.infer<typeof CodexToolCallParamSchema>;

/** Arguments of the MCP tool `codex-reply`, which runs one more turn. */
export const CodexToolCallReplyParamSchema = z.object({ sessionId: z.string(), prompt: z.string() });
export type CodexToolCallReplyParam = z.infer<typeof CodexToolCallReplyParamSchema>;

const elicitation = {
  /** The question, for people. */
  message: z.string(),
  /** An empty form: the decision is the whole answer. */
  requestedSchema: z.object({
    type: z.literal("object"),
    properties: z.record(z.string(), z.unknown()),
    required: option(z.array(z.string())),
  }),
  /** The id of the `tools/call` request, as a string. */
  codex_mcp_tool_call_id: z.string(),
  codex_event_id: z.string(),
  /** The same as in the events about the command or patch. */
  codex_call_id: z.string(),
};

/** Params of `elicitation/create` when a tool call wants to run a command. */
export const ExecApprovalElicitRequestParamsSchema = z.object({
  ...elicitation,
  codex_elicitation: z.literal("exec-approval"),
  codex_command: z.array(z.string()),
  codex_cwd: z.string(),
});
export type ExecApprovalElicitRequestParams = z.infer<typeof ExecApprovalElicitRequestParamsSchema>;

/** Params of `elicitation/create` when a tool call wants to change files. */
export const PatchApprovalElicitRequestParamsSchema = z.object({
  ...elicitation,
  codex_elicitation: z.literal("patch-approval"),
  codex_reason: option(z.string()),
  /** As `grant_root` of the `apply_patch_approval_request` event. */
  codex_grant_root: option(z.string()),
  codex_changes: FileChangesSchema,
});
export type PatchApprovalElicitRequestParams = z.infer<typeof PatchApprovalElicitRequestParamsSchema>;

/** The answer of a client that supports Codex. Other clients answer as in MCP, with an `action`. */
export const ExecApprovalResponseSchema = z.object({ decision: ReviewDecisionSchema });
export type ExecApprovalResponse = z.infer<typeof ExecApprovalResponseSchema>;

export const PatchApprovalResponseSchema = ExecApprovalResponseSchema;
export type PatchApprovalResponse = z.infer<typeof PatchApprovalResponseSchema>;
