/** What tells the user that the chat waits for them. */
export interface NotificationSettings {
  readonly enabled: boolean;
  /** `osc9`: the terminal shows it; `bell`: it rings. `auto`: the terminals that are known for it show it, all ring. */
  readonly method: "auto" | "osc9" | "bell";
}

/** The bytes that tell it; the message is safe. */
export function notification(
  message: string,
  { method }: NotificationSettings,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const shows = method === "osc9" || (method === "auto" && knowsNotifications(env));
  // A semicolon or a number at the start would mean something else to some terminals.
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
