import type { Item, ThreadEventBody } from "@codex/core";
import { renderCommand, type Style, terminalLine, terminalText } from "@codex/terminal";

/** Lines about refused commands and the reasons, which the August 2025 protocol does not report. */
export function refusalLines(event: ThreadEventBody, style: Style): string[] {
  if (event.type !== "item-ended") return [];
  const { item } = event;
  switch (item.kind) {
    case "command":
      if (item.status !== "declined") return [];
      return refused(`${style.magenta("run")} ${style.bold(renderCommand(item.command))}`, "not run", reasonOf(item));
    case "patch":
      return item.status === "declined" ? refused(style.magenta("patch"), "not applied", item.reason) : [];
    case "hook":
      return hookLines(item);
    default:
      return [];
  }

  function refused(what: string, outcome: string, reason: string | undefined): string[] {
    const why = reason === undefined ? "" : `: ${terminalLine(reason.replace(/\s+/g, " "))}`;
    return ["", what, style.red(`  ✘ ${outcome}${why}`)];
  }

  /** Failures and warnings are shown elsewhere. */
  function hookLines({ event: point, entries, decision }: Extract<Item, { kind: "hook" }>): string[] {
    if (decision === undefined) return [];
    const said = entries.filter(({ type }) => type === "feedback" || type === "stop").map(({ text }) => text);
    return [style.yellow(terminalText([`hook ${point} ${decision}`, ...said].join(": ")))];
  }
}

function reasonOf({ failure, decision }: Extract<Item, { kind: "command" }>): string | undefined {
  return failure?.message ?? decision?.reason ?? (decision && WHO_SAID_NO[decision.by]);
}

const WHO_SAID_NO: Readonly<Record<string, string>> = {
  user: "you said no",
  reviewer: "the automatic reviewer said no",
};
