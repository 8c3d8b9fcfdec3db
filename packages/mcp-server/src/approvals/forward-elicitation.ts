import type { Answer, ElicitationQuestion } from "@codex/core";
import { ElicitResultSchema } from "@codex/mcp-types/elicitation";
import { visibleText } from "@codex/thread-host";
import type * as z from "zod/mini";
import type { McpClient } from "../mcp/mcp-client.js";

export interface ForwardElicitationOptions {
  readonly client: McpClient;
  readonly request: (method: string, params: unknown, signal: AbortSignal) => Promise<unknown>;
  /** How long the client may take to answer, in milliseconds. */
  readonly timeoutMs: number;
}

/** Forwards a question of an MCP server to our own client. Anything but a clear answer counts as a denial. */
export function forwardElicitation({
  client,
  request,
  timeoutMs,
}: ForwardElicitationOptions): (question: ElicitationQuestion, signal: AbortSignal) => Promise<Answer> {
  return async ({ server, message, requestedSchema }, signal) => {
    if (!client.canBeAsked) return { type: "denied" };
    // The server's words must not look like ours.
    const params = { message: visibleText(`The MCP server ${server} asks: ${message}`), requestedSchema };
    try {
      const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
      const answer = ElicitResultSchema.safeParse(await request("elicitation/create", params, limit));
      return answer.success ? answerFrom(answer.data) : { type: "cancelled" };
    } catch {
      return { type: "cancelled" };
    }
  };
}

function answerFrom({ action, content }: z.infer<typeof ElicitResultSchema>): Answer {
  switch (action) {
    case "accept":
      return { type: "accepted", content: content ?? {} };
    case "decline":
      return { type: "denied" };
    case "cancel":
      return { type: "cancelled" };
    default:
      return action satisfies never;
  }
}
