import { appendFile, openSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import {
  CodexError,
  createModelClient,
  homeFolder,
  isPipe,
  type ModelClient,
  type ThreadManagerOptions,
} from "@codex/core";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";

type ModelOptions = Pick<ThreadManagerOptions, "createModelClient">;

/** `--replay FILE` takes the model's replies from a recording; `--record FILE` writes one without secrets. */
export async function modelFromRecording(invocation: Invocation, io: Io, cwd: string): Promise<ModelOptions> {
  const replay = invocation.option("replay");
  const record = invocation.option("record");
  // Longer values are replaced first, so that a folder below the home folder gets its own name.
  const variables = { CWD: cwd, HOME: homeFolder(io.env) };
  const replayed =
    replay === undefined ? undefined : await replayFrom(path.resolve(io.cwd, replay), variables, io.signal);
  if (record === undefined) return replayed === undefined ? {} : { createModelClient: () => replayed };

  const { createRecordingSink, recordingModel } = await import("@codex/core");
  const file = path.resolve(io.cwd, record);
  if (await isPipe(file))
    throw new CodexError("config-invalid", `--record: ${file} is a pipe, and a recording goes into a file`);
  // Kept open until the end, since the model's commands could replace the file by a link.
  const opened = openSync(file, "w", 0o600);
  const append = promisify(appendFile);
  const sink = createRecordingSink({ write: (line) => append(opened, line), env: io.env, variables });
  return { createModelClient: (options) => recordingModel(replayed ?? createModelClient(options), sink) };
}

async function replayFrom(
  file: string,
  variables: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<ModelClient> {
  const { createReplayModel, readGivenFile } = await import("@codex/core");
  return createReplayModel((await readGivenFile(file, { signal })).toString("utf8"), { variables });
}
