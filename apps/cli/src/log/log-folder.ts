import path from "node:path";
import type { Config } from "@codex/core";

/** The folder for log files and recorded chats: `log_dir`, or `log` in CODEX_HOME. */
export function logFolderOf({ codexHome, logFolder }: Pick<Config, "codexHome" | "logFolder">): string {
  return logFolder ?? path.join(codexHome, "log");
}
