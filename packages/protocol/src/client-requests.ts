import { option } from "@codex/mcp-types/option";
import * as z from "zod/mini";
import { AuthModeSchema, ReasoningEffortSchema, ReasoningSummarySchema, SandboxModeSchema } from "./config-enums.js";
import { ConversationIdSchema } from "./conversation-id.js";
import { WireInputItemSchema } from "./input-item.js";
import { AskForApprovalSchema, SandboxPolicySchema, TurnAbortReasonSchema } from "./policy.js";

/** A commit's full hash. */
export const GitShaSchema = z.string();
export type GitSha = z.infer<typeof GitShaSchema>;

/** An empty result. */
const NothingSchema = z.object({});

/** Settings of a new conversation. Absent ones come from the server's configuration. */
export const NewConversationParamsSchema = z.object({
  /** For example `gpt-5`. */
  model: option(z.string()),
  /** A profile of the server's `config.toml`. */
  profile: option(z.string()),
  /** Working directory; relative to the server's own. */
  cwd: option(z.string()),
  approvalPolicy: option(AskForApprovalSchema),
  sandbox: option(SandboxModeSchema),
  /** Dotted keys of `config.toml` with overriding values. */
  config: option(z.record(z.string(), z.unknown())),
  /** Replaces the built-in instructions. */
  baseInstructions: option(z.string()),
  /** Offers the model the `update_plan` tool. */
  includePlanTool: option(z.boolean()),
  /** Offers the model the `apply_patch` tool. */
  includeApplyPatchTool: option(z.boolean()),
});
export type NewConversationParams = z.infer<typeof NewConversationParamsSchema>;

export const NewConversationResponseSchema = z.object({
  conversationId: ConversationIdSchema,
  /** The model that answers. */
  model: z.string(),
});
export type NewConversationResponse = z.infer<typeof NewConversationResponseSchema>;

export const SendUserMessageParamsSchema = z.object({
  conversationId: ConversationIdSchema,
  items: z.array(WireInputItemSchema),
});
export type SendUserMessageParams = z.infer<typeof SendUserMessageParamsSchema>;

/** Sent when the message is accepted; events report the turn's progress. */
export const SendUserMessageResponseSchema = NothingSchema;
export type SendUserMessageResponse = z.infer<typeof SendUserMessageResponseSchema>;

/** A message with settings for this turn and later ones. */
export const SendUserTurnParamsSchema = z.object({
  conversationId: ConversationIdSchema,
  items: z.array(WireInputItemSchema),
  cwd: z.string(),
  approvalPolicy: AskForApprovalSchema,
  sandboxPolicy: SandboxPolicySchema,
  model: z.string(),
  effort: ReasoningEffortSchema,
  summary: ReasoningSummarySchema,
});
export type SendUserTurnParams = z.infer<typeof SendUserTurnParamsSchema>;

export const SendUserTurnResponseSchema = NothingSchema;
export type SendUserTurnResponse = z.infer<typeof SendUserTurnResponseSchema>;

export const InterruptConversationParamsSchema = z.object({ conversationId: ConversationIdSchema });
export type InterruptConversationParams = z.infer<typeof InterruptConversationParamsSchema>;

/** Sent when the turn has stopped. */
export const InterruptConversationResponseSchema = z.object({ abortReason: TurnAbortReasonSchema });
export type InterruptConversationResponse = z.infer<typeof InterruptConversationResponseSchema>;

export const AddConversationListenerParamsSchema = z.object({ conversationId: ConversationIdSchema });
export type AddConversationListenerParams = z.infer<typeof AddConversationListenerParamsSchema>;

export const AddConversationSubscriptionResponseSchema = z.object({ subscriptionId: z.guid() });
export type AddConversationSubscriptionResponse = z.infer<typeof AddConversationSubscriptionResponseSchema>;

export const RemoveConversationListenerParamsSchema = z.object({ subscriptionId: z.guid() });
export type RemoveConversationListenerParams = z.infer<typeof RemoveConversationListenerParamsSchema>;

export const RemoveConversationSubscriptionResponseSchema = NothingSchema;
export type RemoveConversationSubscriptionResponse = z.infer<typeof RemoveConversationSubscriptionResponseSchema>;

export const CloseConversationParamsSchema = z.object({ conversationId: ConversationIdSchema });
export type CloseConversationParams = z.infer<typeof CloseConversationParamsSchema>;

export const CloseConversationResponseSchema = NothingSchema;
export type CloseConversationResponse = z.infer<typeof CloseConversationResponseSchema>;

export const GitDiffToRemoteParamsSchema = z.object({ cwd: z.string() });
export type GitDiffToRemoteParams = z.infer<typeof GitDiffToRemoteParamsSchema>;

export const GitDiffToRemoteResponseSchema = z.object({
  /** The nearest commit that exists on a remote. */
  sha: GitShaSchema,
  /** The diff of the working directory against it, including untracked files. */
  diff: z.string(),
});
export type GitDiffToRemoteResponse = z.infer<typeof GitDiffToRemoteResponseSchema>;

export const LoginChatGptResponseSchema = z.object({
  /** Returned in `login_chat_gpt_complete`. */
  loginId: z.guid(),
  /** To be opened in a browser. */
  authUrl: z.string(),
});
export type LoginChatGptResponse = z.infer<typeof LoginChatGptResponseSchema>;

export const CancelLoginChatGptParamsSchema = z.object({ loginId: z.guid() });
export type CancelLoginChatGptParams = z.infer<typeof CancelLoginChatGptParamsSchema>;

export const CancelLoginChatGptResponseSchema = NothingSchema;
export type CancelLoginChatGptResponse = z.infer<typeof CancelLoginChatGptResponseSchema>;

export const LogoutChatGptParamsSchema = NothingSchema;
export type LogoutChatGptParams = z.infer<typeof LogoutChatGptParamsSchema>;

export const LogoutChatGptResponseSchema = NothingSchema;
export type LogoutChatGptResponse = z.infer<typeof LogoutChatGptResponseSchema>;

export const GetAuthStatusParamsSchema = z.object({
  /** Includes the token in the result. Default: false. */
  includeToken: option(z.boolean()),
  /** Refreshes the token first. Default: false. */
  refreshToken: option(z.boolean()),
});
export type GetAuthStatusParams = z.infer<typeof GetAuthStatusParamsSchema>;

export const GetAuthStatusResponseSchema = z.object({
  /** Absent if nobody is logged in. */
  authMethod: option(AuthModeSchema),
  preferredAuthMethod: AuthModeSchema,
  authToken: option(z.string()),
});
export type GetAuthStatusResponse = z.infer<typeof GetAuthStatusResponseSchema>;
