import type { FoundProgram } from "./find-program.js";
import type { LaunchStep } from "./launch-program.js";
import type { SpawnRequest } from "./spawned-process.js";

const TIOCSCTTY = 0x540e;
const STANDARD_INPUT = 0;

/** With a terminal of its own, the command also needs its own session; otherwise Ctrl-C has no effect. */
export const ownTerminal =
  (stdio: SpawnRequest["stdio"]): LaunchStep =>
  (program) => {
    if (typeof stdio !== "object" || "input" in stdio) return;
    // Fails if the process is already a session leader.
    program.call("setsid", [], { onFailure: "ignore" });
    program.call("ioctl", [STANDARD_INPUT, TIOCSCTTY, 0]);
  };

/** The last step: from here on the process is the command. */
export const becomeCommand =
  ({ file, isPlainText }: FoundProgram, { command, env }: SpawnRequest): LaunchStep =>
  (program) => {
    const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
    const failed = { say: `sandbox: ${file} cannot be run` };
    if (isPlainText) {
      program.call("execve", [file, [...command, 0], [...variables, 0]], { onFailure: "ignore" });
      program.call("execve", ["/bin/sh", ["sh", file, ...command.slice(1), 0], [...variables, 0]], {
        onFailure: failed,
      });
    } else program.call("execve", [file, [...command, 0], [...variables, 0]], { onFailure: failed });
  };
