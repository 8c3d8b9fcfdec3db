import * as z from "zod/mini";

/** Names a conversation on a server, and its rollout on disk: a UUID. */
export const ConversationIdSchema = z.guid();
export type ConversationId = z.infer<typeof ConversationIdSchema>;
