import { type BigIntStats, existsSync, realpathSync } from "node:fs";
import { stat } from "node:fs/promises";
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

/** Whether a file is one of some others, by whatever name it was found. */
export async function isOneOf({ dev, ino }: BigIntStats, files: readonly string[]): Promise<boolean> {
  const others = await Promise.all(files.map((file) => stat(file, { bigint: true }).catch(() => undefined)));
  return others.some((other) => other?.dev === dev && other.ino === ino);
}
