import { constants } from "node:os";
import { type Config, createChildEnvironment, createSpawner } from "@codex/core";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";
import { configFromInvocation } from "./session-config.js";

/** `codex debug landlock`: runs one command as the sandbox of Linux would confine it; its exit status becomes ours. */
export async function runUnderLandlock(invocation: Invocation, io: Io): Promise<number> {
  return runConfined(invocation, io, { platform: "linux", name: "landlock" });
}

/** `codex debug seatbelt`: the same for macOS. */
export async function runUnderSeatbelt(invocation: Invocation, io: Io): Promise<number> {
  return runConfined(invocation, io, { platform: "darwin", name: "seatbelt" });
}

async function runConfined(
  invocation: Invocation,
  io: Io,
  { platform, name }: { platform: NodeJS.Platform; name: string },
): Promise<number> {
  if (io.platform !== platform) {
    io.stderr.write(`error: '${name}' is the sandbox of another system: this is ${io.platform}\n`);
    return 1;
  }
  const config = await configFromInvocation(invocation, io, modeOf(invocation));
  await using spawner = createSpawner({
    env: io.env,
    platform: io.platform,
    onWarning: (line) => io.stderr.write(`warning: ${line}\n`),
  });
  const spawned = await spawner.spawn(
    {
      command: invocation.positionals,
      cwd: config.cwd,
      env: createChildEnvironment(config.shellEnvironmentPolicy, config.env),
      stdio: "inherit",
    },
    { sandboxed: true, sandboxPolicy: config.sandboxPolicy, sandboxCwd: config.cwd },
  );
  if (spawned.type !== "spawned") {
    io.stderr.write(`error: ${spawned.message}\n`);
    return spawned.type === "failed-to-start" ? 127 : 1;
  }
  // A Ctrl-C goes to the command by itself, a request to end does not.
  io.signal.addEventListener("abort", () => process.kill(spawned.process.pid, "SIGTERM"), { once: true });
  const { code, signal } = await spawned.process.exited;
  const restored = spawned.process.restore?.() ?? [];
  if (restored.length > 0) io.stderr.write(`sandbox: protected, so taken away again: ${restored.join(", ")}\n`);
  const status = signal === null ? (code ?? 1) : 128 + constants.signals[signal];
  return restored.length > 0 ? status || 1 : status;
}

/** Read-only unless a flag says otherwise, whatever the configuration says: to see what the strictest sandbox does. */
function modeOf(invocation: Invocation): { sandboxMode: Config["sandboxPolicy"]["mode"] } | undefined {
  const isChosen = invocation.has("full-auto") || invocation.has("sandbox");
  return isChosen ? undefined : { sandboxMode: "read-only" };
}

/** `codex debug` alone. */
export async function run(_: Invocation, io: Io): Promise<number> {
  io.stderr.write("error: say what to debug: 'codex debug landlock -- COMMAND' or 'codex debug seatbelt -- COMMAND'\n");
  return 2;
}
