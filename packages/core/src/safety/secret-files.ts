import { realpathSync } from "node:fs";
import path from "node:path";

const NAMES = ["auth.json", ".credentials.json", ".env"];

/** Files of Codex's own that hold logins and keys, by their real paths: confined commands cannot read them. */
export function secretFilesOf(codexHome: string): string[] {
  return NAMES.flatMap((name) => {
    try {
      return [realpathSync(path.join(codexHome, name))];
    } catch {
      return [];
    }
  });
}
