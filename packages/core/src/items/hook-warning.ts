import type { Hook } from "./item.js";

/** What users must know about a finished hook if hooks are not displayed: its failure, and its author's warnings. */
export function hookWarning({
  event,
  command,
  entries,
}: Pick<Hook, "event" | "command" | "entries">): string | undefined {
  const texts = entries.filter(({ type }) => type === "error" || type === "warning").map(({ text }) => text);
  return texts.length === 0 ? undefined : `The hook ${event} (${command}): ${texts.join("; ")}`;
}
