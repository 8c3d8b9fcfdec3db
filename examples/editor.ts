// The least of an editor: speaks the Agent Client Protocol with `codex acp`, and allows what only reads.
import { spawn } from "node:child_process";
import { Connection, streamTransport } from "@codex/jsonrpc";
import * as z from "zod";

const Update = z.object({ update: z.looseObject({ sessionUpdate: z.string() }) });
const Chunk = z.object({ content: z.object({ text: z.string() }) });
const Permission = z.object({
  toolCall: z.object({ title: z.string().nullish(), kind: z.string().nullish() }),
  options: z.array(z.object({ optionId: z.string(), kind: z.string() })),
});

const child = spawn("codex", ["acp"], { stdio: ["pipe", "pipe", "inherit"] });
await using connection = new Connection({
  transport: streamTransport({ readable: child.stdout, writable: child.stdin }),
  findHandler: (method) => (method === "session/request_permission" ? permit : undefined),
  onNotification: (method, params) => {
    if (method === "session/update") show(Update.parse(params).update);
  },
});

await connection.request("initialize", { protocolVersion: 1, clientCapabilities: {} });
const session = await connection.request("session/new", { cwd: process.cwd(), mcpServers: [] });
const { sessionId } = z.object({ sessionId: z.string() }).parse(session);
const prompt = [{ type: "text", text: "Which tests are there?" }];
console.log(await connection.request("session/prompt", { sessionId, prompt }));

function show(update: z.infer<typeof Update>["update"]): void {
  if (update.sessionUpdate === "agent_message_chunk") console.log(Chunk.parse(update).content.text);
  if (update.sessionUpdate === "tool_call") console.log(`> ${update["title"]}`);
}

function permit(params: unknown) {
  const { toolCall, options } = Permission.parse(params);
  const wanted = toolCall.kind === "read" || toolCall.kind === "search" ? "allow_once" : "reject_once";
  const chosen = options.find(({ kind }) => kind === wanted);
  return { outcome: chosen ? { outcome: "selected", optionId: chosen.optionId } : { outcome: "cancelled" } };
}
