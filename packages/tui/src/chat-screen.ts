import type { Config } from "@codex/core";
import type { FileLinks, Style } from "@codex/terminal";
import type { PromptLine } from "./prompt-line.js";

/** Where a chat shows things and asks. */
export interface ChatScreen {
  readonly config: Pick<Config, "cwd">;
  readonly style: Style;
  readonly links: FileLinks;
  readonly line: PromptLine;
  /** Prints lines above the prompt; they must be safe for a terminal. */
  print(lines: readonly string[]): void;
}
