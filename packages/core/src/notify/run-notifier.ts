import { spawn } from "node:child_process";
import { once } from "node:events";
import { asArgument } from "./as-argument.js";

/** What a `notify` program is told, as its last argument, in JSON. Field names are the program's. */
export interface UserNotification {
  readonly type: "agent-turn-complete";
  readonly "thread-id": string;
  readonly "turn-id": string;
  readonly cwd: string;
  /** Who runs the thread, such as `codex_exec`. */
  readonly client: string;
  /** The messages of the user that began the turn; they and the answer are cut off where an argument cannot hold them. */
  readonly "input-messages": readonly string[];
  readonly "last-assistant-message": string | null;
}

export interface Notifier {
  /** The configured program and its arguments. */
  readonly command: readonly string[];
  readonly cwd: string;
  /** The program's whole environment. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Starts the user's `notify` program; it is not waited for and may outlive us.
 * @returns why it could not be started, or undefined.
 */
export async function runNotifier(notifier: Notifier, notification: UserNotification): Promise<string | undefined> {
  const [program, ...args] = notifier.command;
  if (program === undefined) return undefined;
  try {
    const child = spawn(program, [...args, asArgument(notification)], {
      cwd: notifier.cwd,
      env: notifier.env,
      // Its output has no place in ours.
      stdio: "ignore",
      detached: true,
      windowsHide: true,
    });
    child.unref();
    await once(child, "spawn");
    return undefined;
  } catch (error) {
    return `the \`notify\` program ${program} could not be started: ${error instanceof Error ? error.message : String(error)}`;
  }
}
