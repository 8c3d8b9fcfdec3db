// A question, its answer, and the next question of the same thread.
import { Codex } from "@codex/sdk";

await using codex = new Codex();
const thread = codex.startThread({ sandboxMode: "read-only" });

const first = await thread.run("Say in one sentence what this project is.");
console.log(first.finalResponse);

const second = await thread.run("And which file is read first?");
console.log(second.finalResponse);
console.log(`${second.usage?.input_tokens} tokens read; go on with: codex resume ${thread.id}`);
