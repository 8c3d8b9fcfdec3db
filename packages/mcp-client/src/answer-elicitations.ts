import type { Client } from "@modelcontextprotocol/client";
import * as z from "zod/mini";
import type { AnswerElicitation } from "./server-connection.js";

/** Passes a server's questions on to the user. */
export function answerElicitations(client: Client, server: string, answer: AnswerElicitation): void {
  client.setRequestHandler("elicitation/create", async ({ params }, context) => {
    const asked = "requestedSchema" in params ? params : linkIn(params);
    if (asked === undefined) return { action: "decline" };
    const { message, requestedSchema } = asked;
    const link = "link" in asked ? asked.link : undefined;
    const { action, content } = await answer({ server, message, requestedSchema, link }, context.mcpReq.signal);
    return content === undefined ? { action } : { action, content };
  });
}

const LinkSchema = z.object({ message: z.string(), url: z.string(), elicitationId: z.string() });

/** A question that is answered on a web page; here, the user only accepts or declines. */
function linkIn(params: unknown) {
  const link = LinkSchema.safeParse(params).data;
  if (link === undefined || !/^https?:$/.test(URL.parse(link.url)?.protocol ?? "")) return undefined;
  const requestedSchema = { type: "object", properties: {} };
  return { message: `${link.message}\n${link.url}`, requestedSchema, link };
}
