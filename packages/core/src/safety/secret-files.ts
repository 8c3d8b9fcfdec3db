import { realpathSync } from "node:fs";
import path from "node:path";

const NAMES = ["auth.json", ".credentials.json", ".env"];

/**
 * Files of Codex's own that hold logins and keys, whether they are there or not, and what they are links to, all by their real paths:
 * confined commands cannot read them.
 */
export function secretFilesOf(codexHome: string): string[] {
  const folder = realPathOf(codexHome) ?? codexHome;
  const files = NAMES.map((name) => path.join(folder, name));
  return [...new Set(files.flatMap((file) => [file, realPathOf(file) ?? file]))];
}

function realPathOf(file: string): string | undefined {
  try {
    return realpathSync(file);
  } catch {
    return undefined;
  }
}
