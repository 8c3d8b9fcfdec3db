import { fileChangesToWire } from "@codex/conversation-wire";
import type { ItemOf } from "@codex/core";
import { renderFileChanges } from "@codex/terminal";
import { fromKit, type Safe } from "../text/safe.js";
import { type Look, terminalStyle } from "./look.js";

type Changes = ItemOf<"patch">["changes"];

export interface ChangeLinesOptions {
  readonly maxLines: number;
  /** The change is proposed, or was not made. */
  readonly isProposed?: boolean;
}

/** The files of a patch with removed and added lines. */
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
  return fromKit(
    renderFileChanges(fileChangesToWire(changes), { cwd, style: terminalStyle(paint), links, maxLines, isProposed }),
  );
}
