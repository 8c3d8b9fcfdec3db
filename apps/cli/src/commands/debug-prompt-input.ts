import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";
import { createEngine } from "./engine.js";
import { configFromInvocation } from "./session-config.js";

/** `codex debug prompt-input`: prints the first request of a new thread without sending it. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const config = await configFromInvocation(invocation, io);
  await using engine = await createEngine(config, io);
  const thread = await engine.manager.newThread(config, { ephemeral: true });
  const text = invocation.positionals.join(" ");
  const message = { type: "message", role: "user", content: [{ type: "input_text", text }] };
  io.stdout.write(`${JSON.stringify([...thread.history, ...(text === "" ? [] : [message])], undefined, 2)}\n`);
  return 0;
}
