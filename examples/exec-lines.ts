// Reads `codex exec --json`: any program can, in any language. See docs/exec.md.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { ThreadEventSchema } from "@codex/exec/events";

const args = ["exec", "--json", "--sandbox", "read-only", "Which files are not used any more?"];
const child = spawn("codex", args, { stdio: ["ignore", "pipe", "inherit"] });
const ended = once(child, "close");

for await (const line of createInterface({ input: child.stdout })) {
  const { success, data: event } = ThreadEventSchema.safeParse(JSON.parse(line));
  // Later versions may add events.
  if (!success) continue;
  if (event.type === "item.completed" && event.item.type === "agent_message") console.log(event.item.text);
  if (event.type === "turn.completed") console.log(`${event.usage.output_tokens} tokens written`);
}
const [status] = await ended;
process.exitCode = status;
