import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { ModelClient } from "@codex/core";
import type { ResponseItem } from "@codex/protocol";
import { Codex } from "@codex/sdk";
import { temporaryFolder } from "./engine.js";
import { type Measurement, median } from "./measure.js";

// How long one conversation's big things hold the process, and so every other conversation, at a time: the longest turn of the event
// loop in processor time, beside that of encoding 10 MB of lines once, as a message to the client has to be.

const MEGABYTES_10 = "0123456789abcdef\n".repeat(600_000);

export const bigPatch = () =>
  longestHold(shell("apply_patch", `*** Begin Patch\n*** Add File: ten.txt\n+${lines("+")}\n*** End Patch`));
export const manyChunks = () => longestHold(shell("apply_patch", chunks()));
export const longArguments = () => longestHold(shell("echo", ...Array<string>(30_000).fill("x".repeat(100))));
export const longMessage = () => longestHold(message("lorem ".repeat(900_000)));
export const longOutput = () => longestHold(shell("sh", "-c", "yes 0123456789 | head -c 50000000"));

const lines = (mark: string) => MEGABYTES_10.trimEnd().replaceAll("\n", `\n${mark}`);

function chunks(): string {
  const places = Array.from({ length: 3000 }, (_, index) => index * 20);
  const text = places.map((row) => `@@\n line ${row}\n-line ${row + 1}\n+LINE ${row + 1}\n line ${row + 2}\n`);
  return `*** Begin Patch\n*** Update File: big.txt\n${text.join("")}*** End Patch`;
}

function shell(...command: string[]): ResponseItem {
  const args = JSON.stringify({ command, timeout_ms: 60_000 });
  return { type: "function_call", name: "shell", arguments: args, call_id: "call" };
}

function message(text: string): ResponseItem {
  return { type: "message", role: "assistant", content: [{ type: "output_text", text }] };
}

async function longestHold(said: ResponseItem): Promise<Measurement> {
  const [ours, yardstick]: [number[], number[]] = [[], []];
  for (let run = 0; run < 5; run++) {
    yardstick.push(await held(async () => void JSON.stringify(MEGABYTES_10)));
    ours.push(await turnThatSays(said));
  }
  const longest = median(ours);
  return { ours: longest, yardstick: median(yardstick), figure: `${longest.toFixed(0)} ms held` };
}

async function turnThatSays(said: ResponseItem): Promise<number> {
  await using folder = await temporaryFolder();
  const codexHome = path.join(folder.path, "home");
  await mkdir(codexHome);
  await writeFile(
    path.join(folder.path, "big.txt"),
    Array.from({ length: 60_000 }, (_, row) => `line ${row}\n`).join(""),
  );
  const answers = [message("first"), said, message("done")];
  const createModelClient = (): ModelClient => ({
    async *stream() {
      const item = answers.shift();
      if (item !== undefined) yield { type: "output-item-done", item };
      yield { type: "completed", responseId: "r", tokenUsage: undefined };
    },
  });
  await using codex = new Codex({ env: { CODEX_HOME: codexHome, PATH: "/usr/bin:/bin" }, createModelClient });
  const options = { skipGitRepoCheck: true, sandboxMode: "danger-full-access", approvalPolicy: "never" } as const;
  const thread = codex.startThread({ workingDirectory: folder.path, ...options });
  // What is loaded with the first turn is not what this is about.
  await thread.run("begin");
  return await held(() => thread.run("go on"));
}

/** The longest that the work held the event loop at a time, in milliseconds of this thread's processor time. */
async function held(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let before = threadTime();
  const tick = () => {
    const now = threadTime();
    longest = Math.max(longest, now - before);
    before = now;
  };
  await new Promise((resolve) => setTimeout(resolve, 1));
  before = threadTime();
  const timer = setInterval(tick, 1);
  await work();
  await new Promise((resolve) => setTimeout(resolve, 1));
  tick();
  clearInterval(timer);
  return longest;
}

function threadTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
