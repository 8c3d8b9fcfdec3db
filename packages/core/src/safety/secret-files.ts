import { existsSync, realpathSync } from "node:fs";
import path from "node:path";

const NAMES = ["auth.json", ".credentials.json", ".env"];

/** Files of Codex's own that hold logins and keys, by their real paths: confined commands cannot read them. */
export function secretFilesOf(codexHome: string): string[] {
  return NAMES.map((name) => path.join(codexHome, name)).flatMap((file) => {
    try {
      return existsSync(file) ? [realpathSync(file)] : [];
    } catch {
      return [];
    }
  });
}
