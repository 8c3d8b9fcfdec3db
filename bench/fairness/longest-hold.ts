import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { ModelClient } from "@codex/core";
import type { ResponseItem } from "@codex/protocol";
import { Codex } from "@codex/sdk";
import { temporaryFolder } from "../engine.js";
import { type Measurement, median } from "../measure.js";
import { BIG_WORKS, type BigWork, CHUNKED_FILE, message, tenMegabytes } from "./big-works.js";

// How long one conversation's expensive work blocks the process, and so every other conversation: the longest turn of the event loop in
// processor time, compared with encoding 10 MB of lines once, as a message to the client requires.

const MEGABYTES_10 = tenMegabytes();

export async function longestHold(work: BigWork): Promise<Measurement> {
  const [ours, yardstick]: [number[], number[]] = [[], []];
  for (let run = 0; run < 5; run++) {
    yardstick.push(await held(async () => void JSON.stringify(MEGABYTES_10)));
    ours.push(await turnThatSays(BIG_WORKS[work]));
  }
  const longest = median(ours);
  return { ours: longest, yardstick: median(yardstick), figure: `${longest.toFixed(0)} ms held` };
}

async function turnThatSays(said: ResponseItem): Promise<number> {
  await using folder = await temporaryFolder();
  const codexHome = path.join(folder.path, "home");
  await mkdir(codexHome);
  await writeFile(path.join(folder.path, "big.txt"), CHUNKED_FILE);
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
  // Not measured: modules that are loaded by the first turn.
  await thread.run("begin");
  return await held(() => thread.run("go on"));
}

/** The longest time that the work blocked the event loop, in milliseconds of this thread's processor time. */
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
