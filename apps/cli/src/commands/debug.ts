import type { Config } from "@codex/core";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";
import { runAsTurnWould } from "./run-confined.js";
import { configFromInvocation } from "./session-config.js";

/** `codex debug landlock`: runs one command as the sandbox of Linux would confine it; its exit status becomes ours. */
export async function runUnderLandlock(invocation: Invocation, io: Io): Promise<number> {
  return debugSandbox(invocation, io, { platform: "linux", name: "landlock" });
}

/** `codex debug seatbelt`: the same for macOS. */
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

/** Read-only unless a flag says otherwise, whatever the configuration says: to see what the strictest sandbox does. */
function modeOf(invocation: Invocation): { sandboxMode: Config["sandboxPolicy"]["mode"] } | undefined {
  const isChosen = invocation.has("full-auto") || invocation.has("sandbox");
  return isChosen ? undefined : { sandboxMode: "read-only" };
}
