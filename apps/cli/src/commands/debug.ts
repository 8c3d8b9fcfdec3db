import type { Config } from "@codex/core";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";
import { runAsTurnWould } from "./run-confined.js";
import { configFromInvocation } from "./session-config.js";

/** `codex debug landlock`: runs a command in the Linux sandbox; exits with its status. */
export async function runUnderLandlock(invocation: Invocation, io: Io): Promise<number> {
  return debugSandbox(invocation, io, { platform: "linux", name: "landlock" });
}

/** `codex debug seatbelt`: the same on macOS. */
export async function runUnderSeatbelt(invocation: Invocation, io: Io): Promise<number> {
  return debugSandbox(invocation, io, { platform: "darwin", name: "seatbelt" });
}

async function debugSandbox(
  invocation: Invocation,
  io: Io,
  { platform, name }: { platform: NodeJS.Platform; name: string },
): Promise<number> {
  if (io.platform !== platform) {
    io.stderr.write(`error: '${name}' is a sandbox for another system: this is ${io.platform}\n`);
    return 1;
  }
  const config = await configFromInvocation(invocation, io, modeOf(invocation));
  return runAsTurnWould(config, invocation.positionals, io);
}

/** Read-only unless a flag says otherwise, whatever is configured: shows the effect of the strictest sandbox. */
function modeOf(invocation: Invocation): { sandboxMode: Config["sandboxPolicy"]["mode"] } | undefined {
  const isChosen = invocation.has("full-auto") || invocation.has("sandbox");
  return isChosen ? undefined : { sandboxMode: "read-only" };
}
