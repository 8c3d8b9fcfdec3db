/** `osc9`: a notification of the terminal; `bell`: a bell. `auto`: a notification on terminals known to support it, and a bell on all. */
export type NotificationMethod = "auto" | "osc9" | "bell";

/** The bytes of a notification; the message must be safe. */
export function notification(
  message: string,
  method: NotificationMethod,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const shows = method === "osc9" || (method === "auto" && knowsNotifications(env));
  // Some terminals would interpret a semicolon or a leading number.
  const text = message.replace(/[\u0000-\u001f\u007f-\u009f;]/g, " ").slice(0, 200);
  return shows ? `\u001b]9;codex: ${text}\u001b\\` : "\u0007";
}

function knowsNotifications(env: Readonly<Record<string, string | undefined>>): boolean {
  if (env["TMUX"] !== undefined || env["STY"] !== undefined) return false;
  return (
    /^(iTerm\.app|WezTerm|ghostty|WarpTerminal)$/.test(env["TERM_PROGRAM"] ?? "") ||
    /kitty|ghostty/.test(env["TERM"] ?? "")
  );
}
