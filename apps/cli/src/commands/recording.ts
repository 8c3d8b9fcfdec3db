import { appendFile, readFile, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { createModelClient, type ModelClient, type ThreadManagerOptions } from "@codex/core";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";

type ModelOptions = Pick<ThreadManagerOptions, "createModelClient">;

/** `--replay FILE` takes the model's answers from a recording; `--record FILE` writes one, secrets removed. */
export async function modelFromRecording(invocation: Invocation, io: Io, cwd: string): Promise<ModelOptions> {
  const replay = invocation.option("replay");
  const record = invocation.option("record");
  // Longer texts are replaced first, so that a folder below the home folder gets its own name.
  const variables = { CWD: cwd, HOME: io.env["HOME"] ?? homedir() };
  const replayed = replay === undefined ? undefined : await replayFrom(path.resolve(io.cwd, replay), variables);
  if (record === undefined) return replayed === undefined ? {} : { createModelClient: () => replayed };

  const { createRecordingSink, recordingModel } = await import("@codex/core");
  const file = path.resolve(io.cwd, record);
  await writeFile(file, "", { mode: 0o600 });
  const sink = createRecordingSink({ write: (line) => appendFile(file, line), env: io.env, variables });
  return { createModelClient: (options) => recordingModel(replayed ?? createModelClient(options), sink) };
}

async function replayFrom(file: string, variables: Readonly<Record<string, string>>): Promise<ModelClient> {
  const { createReplayModel } = await import("@codex/core");
  return createReplayModel(await readFile(file, "utf8"), { variables });
}
