import { spawn } from "node:child_process";
import { once } from "node:events";
import { errorMessage } from "../error.js";
import { notificationArgument } from "./notification-argument.js";

/** The notification that a `notify` program gets as JSON in its last argument. The field names are fixed by existing programs. */
export interface UserNotification {
  readonly type: "agent-turn-complete";
  readonly "thread-id": string;
  readonly "turn-id": string;
  readonly cwd: string;
  /** The client that runs the thread, such as `codex_exec`. */
  readonly client: string;
  /** The user messages that started the turn. They and the answer are cut if they do not fit into an argument. */
  readonly "input-messages": readonly string[];
  readonly "last-assistant-message": string | null;
}

export interface Notifier {
  /** The configured program and its arguments. */
  readonly command: readonly string[];
  readonly cwd: string;
  /** The program's complete environment. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Starts the user's `notify` program without waiting for it; it may outlive us.
 * @returns why it could not be started, or undefined.
 */
export async function runNotifier(notifier: Notifier, notification: UserNotification): Promise<string | undefined> {
  const [program, ...args] = notifier.command;
  if (program === undefined) return undefined;
  try {
    const child = spawn(program, [...args, notificationArgument(notification)], {
      cwd: notifier.cwd,
      env: notifier.env,
      // Its output must not mix with ours.
      stdio: "ignore",
      detached: true,
      windowsHide: true,
    });
    child.unref();
    await once(child, "spawn");
    return undefined;
  } catch (error) {
    return `the \`notify\` program ${program} could not be started: ${errorMessage(error)}`;
  }
}
