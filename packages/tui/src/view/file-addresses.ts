import type { Config } from "@codex/core";
import type { Look } from "./look.js";

/** The addresses that open files in the user's editor. */
export function fileAddresses({ cwd, fileOpener }: Pick<Config, "cwd" | "fileOpener">): Look["fileAddress"] {
  if (fileOpener === "none") return () => undefined;
  return (name, line) => {
    const absolute = name.startsWith("/") ? name : `${cwd}/${name}`;
    const encoded = absolute.toWellFormed().split("/").map(encodeURIComponent).join("/");
    return `${fileOpener}://file${encoded}${line === undefined ? "" : `:${line}`}`;
  };
}
