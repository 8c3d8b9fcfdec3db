import { createChildEnvironment, secretFilesOf } from "@codex/core";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";
import { runConfined } from "./run-confined.js";
import { configFromInvocation } from "./session-config.js";

/** `codex sandbox`: runs one command as a turn would; its exit status becomes ours. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const config = await configFromInvocation(invocation, io);
  return runConfined(
    {
      command: invocation.positionals,
      cwd: config.cwd,
      env: createChildEnvironment(config.shellEnvironmentPolicy, config.env),
      policy: config.sandboxPolicy,
      policyCwd: config.cwd,
      unixSockets: config.unixSockets,
      hiddenFiles: secretFilesOf(config.codexHome),
    },
    io,
  );
}
