import * as z from "zod/mini";
import { AuthModeSchema } from "./account.js";
import { opened } from "./open.js";
import { GitInfoSchema, SessionSourceSchema } from "./thread.js";

// Requests of the older protocol that clients still send: in no published schema, but served.

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
  /** The remote's commit that the diff is based on. */
  sha: z.string(),
  diff: z.string(),
});
export type GitDiffToRemoteResponse = z.infer<typeof GitDiffToRemoteResponseSchema>;

export const ConversationSummarySchema = z.object({
  conversationId: z.string(),
  /** Its file. */
  path: z.string(),
  /** The user's first message. */
  preview: z.string(),
  /** When it started, in ISO 8601. */
  timestamp: z.nullish(z.string()),
  updatedAt: z.nullish(z.string()),
  modelProvider: z.string(),
  cwd: z.string(),
  cliVersion: z.string(),
  source: opened(SessionSourceSchema),
  gitInfo: z.nullish(GitInfoSchema),
});
export type ConversationSummary = z.infer<typeof ConversationSummarySchema>;

/** Finds a thread by its file or its id. */
export const GetConversationSummaryParamsSchema = z.union([
  z.object({ rolloutPath: z.string() }),
  z.object({ conversationId: z.string() }),
]);
export type GetConversationSummaryParams = z.infer<typeof GetConversationSummaryParamsSchema>;

export const GetConversationSummaryResponseSchema = z.object({ summary: ConversationSummarySchema });
export type GetConversationSummaryResponse = z.infer<typeof GetConversationSummaryResponseSchema>;
