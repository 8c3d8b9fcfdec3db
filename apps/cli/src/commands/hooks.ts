import { type HookDefinition, listHooks } from "@codex/core";
import { terminalLine } from "@codex/terminal";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";
import { configFromInvocation } from "./session-config.js";

/** `codex hooks`: prints the hooks that apply in a folder, in the order in which they are merged. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const { hooks, warnings } = await listHooks(await configFromInvocation(invocation, io));
  if (invocation.has("json")) {
    io.stdout.write(`${JSON.stringify({ hooks, warnings }, undefined, 2)}\n`);
    return 0;
  }
  if (hooks.length === 0) io.stdout.write("No hooks.\n");
  for (const hook of hooks) io.stdout.write(described(hook));
  for (const warning of warnings) io.stderr.write(`warning: ${terminalLine(warning)}\n`);
  if (hooks.some(({ trust, enabled }) => enabled && (trust === "untrusted" || trust === "modified")))
    io.stdout.write("\nRead those that are not trusted, then: codex hooks trust NUMBER\n");
  return 0;
}

function described(hook: HookDefinition): string {
  const { displayOrder, event, matcher, trust, enabled, sourcePath, handler } = hook;
  const state = enabled ? trust : `${trust}, off`;
  const on = matcher === undefined ? event : `${event} ${matcher}`;
  const what = handler.type === "command" ? handler.command : `${handler.server}/${handler.tool} (not run)`;
  return `${displayOrder}  ${terminalLine(on)}  [${state}]  ${terminalLine(sourcePath)}\n   ${terminalLine(what)}\n`;
}
