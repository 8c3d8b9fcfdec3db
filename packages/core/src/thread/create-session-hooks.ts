import { tmpdir } from "node:os";
import { createChildEnvironment } from "../exec/exec-environment.js";
import type { HookList } from "../hooks/hook.js";
import { runnableHooks } from "../hooks/run-hooks.js";
import { SessionHooks } from "../session/session-hooks.js";
import type { CreateThreadOptions } from "./create-thread-options.js";

/** Differs from codex-rs: hooks get the same environment as commands, not our whole environment. */
export function createSessionHooks(
  {
    config,
    platform,
    initialHistory,
    isFork = initialHistory !== undefined,
    startedBy = "startup",
  }: CreateThreadOptions,
  { hooks }: HookList,
  { isResumed }: { readonly isResumed: boolean },
): SessionHooks {
  const { env, shellEnvironmentPolicy } = config;
  return new SessionHooks(runnableHooks(hooks, config.hooks), {
    shell: env["SHELL"] ?? (platform === "win32" ? "powershell.exe" : "/bin/sh"),
    // Checking every value for secrets is slow, and few sessions have hooks.
    environment: () => createChildEnvironment(shellEnvironmentPolicy, env),
    temporaryFolder: env["TMPDIR"] ?? tmpdir(),
    startedBy: isFork ? "fork" : isResumed ? "resume" : startedBy,
  });
}
