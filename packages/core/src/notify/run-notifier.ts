import { spawn } from "node:child_process";
import { once } from "node:events";
import { errorMessage } from "../error.js";
import { notificationArgument, type UserNotification } from "./notification-argument.js";

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
