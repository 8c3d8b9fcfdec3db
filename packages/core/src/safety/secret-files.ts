import { realpathSync } from "node:fs";
import path from "node:path";

const NAMES = ["auth.json", ".credentials.json", ".env"];

/**
 * Codex's own files that hold logins and keys, whether they exist or not, and the targets of links; all as real paths. Confined
 * commands cannot read them.
 */
export function secretFilesOf(codexHome: string): string[] {
  const folder = realPathOf(codexHome) ?? codexHome;
  const files = NAMES.map((name) => path.join(folder, name));
  return [...new Set(files.flatMap((file) => [file, realPathOf(file) ?? file]))];
}

function realPathOf(file: string): string | undefined {
  try {
    return realpathSync.native(file);
  } catch {
    return undefined;
  }
}
