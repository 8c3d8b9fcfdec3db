import { createUserAgent, gitRepositoryRoot } from "@codex/core";
import { terminalText } from "@codex/terminal";
import { applyDiff } from "../apply-diff.js";
import { fetchTaskDiff } from "../cloud/fetch-task-diff.js";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";
import { openAuthManager } from "./auth-manager.js";
import { configFromInvocation } from "./session-config.js";

/** `codex apply TASK`: applies the changes of a cloud task to the working tree. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const taskId = invocation.positionals[0] ?? "";
  const config = await configFromInvocation(invocation, io);
  const root = await gitRepositoryRoot(config.cwd);
  if (root === undefined)
    return fail(io, `${config.cwd} is not inside a Git repository, so nothing can be applied there`);
  await using auth = await openAuthManager(config, io);
  const task = await fetchTaskDiff({
    baseUrl: config.chatgptBaseUrl,
    taskId,
    auth,
    env: io.env,
    userAgent: createUserAgent(config.responsesOriginator, io.env),
    signal: io.signal,
  });
  if (task.type === "refused") return fail(io, task.reason);
  const failure = await applyDiff(["--3way"], task.diff, { ...io, cwd: root });
  if (failure !== undefined) return fail(io, `the diff does not apply:\n${failure.trimEnd()}`);
  io.stdout.write("Successfully applied diff\n");
  return 0;
}

function fail(io: Io, reason: string): number {
  io.stderr.write(`error: ${terminalText(reason)}\n`);
  return 1;
}
