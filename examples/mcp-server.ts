// A conversation over `codex mcp`. The program approves patches and no commands.
import { startCodex } from "@codex/client/node";

await using codex = await startCodex({
  onPatchApproval: ({ file_changes }) => {
    console.log(`patch: ${Object.keys(file_changes).join(", ")}`);
    return "approved";
  },
  onExecApproval: () => "denied",
});
const conversation = await codex.client.newConversation({ approvalPolicy: "untrusted", sandbox: "workspace-write" });
for await (const { msg } of conversation.runTurn("Write a NOTES.md that says what is to do.")) {
  if (msg.type === "agent_message") console.log(msg.message);
  if (msg.type === "error") console.error(msg.message);
}
