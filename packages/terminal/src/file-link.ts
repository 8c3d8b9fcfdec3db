import path from "node:path";
import type { Config } from "@codex/core";
import type { Style } from "./style.js";

/** Shows file names, as links if the user's `file_opener` and the terminal support them. */
export interface FileLinks {
  /** `text` as a link to a file, optionally to a line. Relative paths start at the working folder. */
  link(text: string, file: string, line?: number): string;
}

export function createFileLinks({ cwd, fileOpener }: Pick<Config, "cwd" | "fileOpener">, style: Style): FileLinks {
  if (fileOpener === "none") return { link: (text) => text };
  return {
    link(text, file, line) {
      const absolute = path.resolve(cwd, file).split(path.sep).join("/");
      // Once encoded, an address is ASCII without control characters, whatever the name was.
      const encoded = absolute.toWellFormed().split("/").map(encodeURIComponent).join("/");
      return style.link(text, `${fileOpener}://file${encoded}${line === undefined ? "" : `:${line}`}`);
    },
  };
}
