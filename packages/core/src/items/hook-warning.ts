import type { Hook } from "./item.js";

/** What people are to hear of a hook that has run, where hooks are not shown: that it failed, and what its author warns of. */
export function hookWarning({
  event,
  command,
  entries,
}: Pick<Hook, "event" | "command" | "entries">): string | undefined {
  const texts = entries.filter(({ type }) => type === "error" || type === "warning").map(({ text }) => text);
  return texts.length === 0 ? undefined : `The hook ${event} (${command}): ${texts.join("; ")}`;
}
