// Asks at the terminal before a command runs or a patch is applied. What nobody answers is a no.
import { createInterface } from "node:readline/promises";
import { Codex } from "@codex/sdk";

const terminal = createInterface({ input: process.stdin, output: process.stdout });

await using codex = new Codex({
  onApproval: async (request, { signal }) => {
    const what = request.kind === "command" ? request.command.join(" ") : "a patch";
    const answer = await terminal.question(`Allow ${what}? [y/n] `, { signal });
    return answer === "y" ? "approve" : "deny";
  },
});
const thread = codex.startThread({ approvalPolicy: "untrusted", sandboxMode: "workspace-write" });
const turn = await thread.run("Delete what the last build left.");
console.log(turn.finalResponse);
terminal.close();
