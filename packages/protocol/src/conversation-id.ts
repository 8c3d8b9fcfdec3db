import * as z from "zod/mini";

/** The id of a conversation on a server, and of its rollout on disk: a UUID. */
export const ConversationIdSchema = z.guid();
export type ConversationId = z.infer<typeof ConversationIdSchema>;
