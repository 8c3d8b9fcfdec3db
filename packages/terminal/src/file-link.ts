import path from "node:path";
import type { Config } from "@codex/core";
import type { Style } from "./style.js";

/** Shows file names, as something to click on where the user's `file_opener` and the terminal can. */
export interface FileLinks {
  /** `text`, leading to a file and maybe a line of it. A relative path is below the working folder. */
  link(text: string, file: string, line?: number): string;
}

export function createFileLinks({ cwd, fileOpener }: Pick<Config, "cwd" | "fileOpener">, style: Style): FileLinks {
  if (fileOpener === "none") return { link: (text) => text };
  return {
    link(text, file, line) {
      const absolute = path.resolve(cwd, file).split(path.sep).join("/");
      // An address is ASCII without control characters once it is encoded, whatever the name was.
      const encoded = absolute.toWellFormed().split("/").map(encodeURIComponent).join("/");
      return style.link(text, `${fileOpener}://file${encoded}${line === undefined ? "" : `:${line}`}`);
    },
  };
}
