// Threads side by side in one process, each with a limit of time.
import { Codex } from "@codex/sdk";

const questions = ["What could fail here?", "What is not tested?", "What is slow?"];

await using codex = new Codex();
const answers = await Promise.allSettled(
  questions.map(async (question) => {
    const thread = codex.startThread({ sandboxMode: "read-only", ephemeral: true });
    return (await thread.run(question, { signal: AbortSignal.timeout(120_000) })).finalResponse;
  }),
);
for (const [index, answer] of answers.entries()) {
  console.log(`${questions[index]} ${answer.status === "fulfilled" ? answer.value : `(${answer.reason})`}`);
}
