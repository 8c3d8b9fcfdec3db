import * as z from "zod/mini";
import { AuthModeSchema } from "./account.js";
import { opened } from "./open.js";
import { GitInfoSchema, SessionSourceSchema } from "./thread.js";

// Requests of the wire before that clients still send: in no published schema, but served.

export const GetAuthStatusParamsSchema = z.object({
  /** Also send the token itself. */
  includeToken: z.nullish(z.boolean()),
  refreshToken: z.nullish(z.boolean()),
});
export type GetAuthStatusParams = z.infer<typeof GetAuthStatusParamsSchema>;

export const GetAuthStatusResponseSchema = z.object({
  authMethod: z.nullish(opened(AuthModeSchema)),
  authToken: z.nullish(z.string()),
  /** Whether the configured provider needs an account. */
  requiresOpenaiAuth: z.nullish(z.boolean()),
});
export type GetAuthStatusResponse = z.infer<typeof GetAuthStatusResponseSchema>;

export const GitDiffToRemoteParamsSchema = z.object({ cwd: z.string() });
export type GitDiffToRemoteParams = z.infer<typeof GitDiffToRemoteParamsSchema>;

export const GitDiffToRemoteResponseSchema = z.object({
  /** The commit of the remote that the diff starts from. */
  sha: z.string(),
  diff: z.string(),
});
export type GitDiffToRemoteResponse = z.infer<typeof GitDiffToRemoteResponseSchema>;

export const ConversationSummarySchema = z.object({
  conversationId: z.string(),
  /** The file that holds it. */
  path: z.string(),
  /** The first words of the user. */
  preview: z.string(),
  /** When it began, in ISO 8601. */
  timestamp: z.nullish(z.string()),
  updatedAt: z.nullish(z.string()),
  modelProvider: z.string(),
  cwd: z.string(),
  cliVersion: z.string(),
  source: opened(SessionSourceSchema),
  gitInfo: z.nullish(GitInfoSchema),
});
export type ConversationSummary = z.infer<typeof ConversationSummarySchema>;

/** By the thread's id, or by the file that holds it. */
export const GetConversationSummaryParamsSchema = z.union([
  z.object({ conversationId: z.string() }),
  z.object({ rolloutPath: z.string() }),
]);
export type GetConversationSummaryParams = z.infer<typeof GetConversationSummaryParamsSchema>;

export const GetConversationSummaryResponseSchema = z.object({ summary: ConversationSummarySchema });
export type GetConversationSummaryResponse = z.infer<typeof GetConversationSummaryResponseSchema>;
