// What happens, as it happens. Ctrl-C interrupts the turn and ends what it started.
import { Codex, type ThreadItem } from "@codex/sdk";

const interrupt = new AbortController();
process.once("SIGINT", () => interrupt.abort(new Error("interrupted")));

await using codex = new Codex();
const thread = codex.startThread({ sandboxMode: "workspace-write" });
const { events } = await thread.runStreamed("Make the tests pass.", { signal: interrupt.signal });

for await (const event of events) {
  switch (event.type) {
    case "item.started":
      if (event.item.type === "command_execution") console.log(`$ ${event.item.command}`);
      break;
    case "item.completed":
      console.log(ended(event.item));
      break;
    case "turn.failed":
      console.log(`failed: ${event.error.message}`);
      process.exitCode = 1;
      break;
  }
}

function ended(item: ThreadItem): string {
  switch (item.type) {
    case "command_execution":
      return `  ended with ${item.exit_code ?? item.status}`;
    case "file_change":
      return item.changes.map(({ kind, path }) => `  ${kind} ${path}`).join("\n");
    case "agent_message":
      return item.text;
    default:
      return `  (${item.type})`;
  }
}
