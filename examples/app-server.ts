// A thread over `codex app-server`, the wire of today's editors.
import { startAppServer } from "@codex/client/node";

await using codex = await startAppServer({ clientInfo: { name: "example", version: "1.0.0" } });
const { client } = codex;
client.on("item/agentMessage/delta", ({ delta }) => process.stdout.write(delta));

const { thread } = await client.call("thread/start", { sandbox: "read-only" });
const input = [{ type: "text" as const, text: "What does this project do?", text_elements: [] }];
const completed = client.next("turn/completed", ({ threadId }) => threadId === thread.id);
const [{ turn }] = await Promise.all([completed, client.call("turn/start", { threadId: thread.id, input })]);
console.log(`\n${turn.status}`);
