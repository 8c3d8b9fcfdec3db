import type { ItemOf } from "@codex/core";
import type { FileChange } from "@codex/protocol";
import { renderFileChanges } from "@codex/terminal";
import { fromKit, type Safe } from "../text/safe.js";
import { kitStyle, type Look } from "./look.js";

type Changes = ItemOf<"patch">["changes"];

export interface ChangeLinesOptions {
  readonly maxLines: number;
  /** It has not been done. */
  readonly isProposed?: boolean;
}

/** Files of a patch with what goes and what comes. */
export function changeLines(
  changes: Changes,
  { paint, cwd, fileAddress }: Look,
  { maxLines, isProposed = false }: ChangeLinesOptions,
): Safe[] {
  const links = {
    link: (text: string, file: string) => {
      const address = fileAddress(file);
      return address === undefined ? text : paint.link(text as Safe, address);
    },
  };
  const byPath = Object.fromEntries(changes.map((change) => [change.path, forKit(change)]));
  return fromKit(renderFileChanges(byPath, { cwd, style: kitStyle(paint), links, maxLines, isProposed }));
}

function forKit(change: Changes[number]): FileChange {
  switch (change.type) {
    case "add":
      return { add: { content: change.content } };
    case "delete":
      return "delete";
    case "update":
      return { update: { unified_diff: change.diff, move_path: change.movePath } };
    default:
      return change satisfies never;
  }
}
