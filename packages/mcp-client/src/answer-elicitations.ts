import { type Client, ProtocolError, ProtocolErrorCode } from "@modelcontextprotocol/client";
import * as z from "zod/mini";
import type { Elicitation, ElicitationAnswer } from "./server-connection.js";

/** A question of a server whose name is known. */
export type ServerQuestion = Omit<Elicitation, "server">;
export type AskUser = (question: ServerQuestion, signal: AbortSignal) => Promise<ElicitationAnswer>;

/** Passes a server's questions on to the user. */
export function answerElicitations(client: Client, ask: AskUser): void {
  client.setRequestHandler("elicitation/create", async ({ params }, context) => {
    const asked = "requestedSchema" in params ? formIn(params) : pageIn(params);
    if (asked === undefined) return { action: "decline" };
    const { action, content } = await ask(asked, context.mcpReq.signal);
    return content === undefined ? { action } : { action, content };
  });
}

/** The pages that the user has to open before the server answers a request; none if it failed for another reason. */
export function requiredPages(error: unknown): readonly ServerQuestion[] {
  if (!(error instanceof ProtocolError) || error.code !== ProtocolErrorCode.UrlElicitationRequired) return [];
  const { data } = PagesSchema.safeParse(error.data);
  return data?.elicitations.slice(0, MAX_PAGES).flatMap((page) => pageIn(page) ?? []) ?? [];
}

const MAX_PAGES = 4;

const LinkSchema = z.object({ message: z.string(), url: z.string(), elicitationId: z.string() });
const PagesSchema = z.object({ elicitations: z.array(z.unknown()) });

function formIn({ message, requestedSchema }: ServerQuestion): ServerQuestion {
  return { message, requestedSchema };
}

/** A question that is answered on a web page; here, the user only accepts or declines. */
function pageIn(params: unknown): ServerQuestion | undefined {
  const link = LinkSchema.safeParse(params).data;
  if (link === undefined || !/^https?:$/.test(URL.parse(link.url)?.protocol ?? "")) return undefined;
  const requestedSchema = { type: "object", properties: {} };
  return { message: `${link.message}\n${link.url}`, requestedSchema, link };
}
