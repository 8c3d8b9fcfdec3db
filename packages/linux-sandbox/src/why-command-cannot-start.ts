import { statSync } from "node:fs";
import { join } from "node:path";
import { isExecutable } from "./executable.js";
import { describeSpawnError } from "./spawn-error.js";
import type { SpawnRequest } from "./spawned-process.js";

/**
 * Why a command would not start, for starters that themselves start in any case. Undefined when nothing speaks against it.
 */
export function whyCommandCannotStart({ command: [program = ""], cwd, env }: SpawnRequest): string | undefined {
  const isFolder = statSync(cwd, { throwIfNoEntry: false })?.isDirectory() ?? false;
  if (!isFolder) return describeSpawnError({ code: "ENOENT", message: "" });
  const places = program.includes("/")
    ? [join(program.startsWith("/") ? "/" : cwd, program)]
    : (env["PATH"] ?? "/usr/local/bin:/usr/bin:/bin").split(":").map((folder) => join(folder || cwd, program));
  return program !== "" && places.some(isExecutable) ? undefined : describeSpawnError({ code: "ENOENT", message: "" });
}
