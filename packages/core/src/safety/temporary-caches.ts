import { userInfo } from "node:os";
import { join } from "node:path";
import type { Environment } from "../environment.js";
import { realPathWithMissing } from "../files/real-path.js";

/**
 * Folders in temporary ones from which Node, and programs that translate code, run what they kept of earlier runs: whoever can write there
 * decides what the user's `npm` or `tsx` runs. They work without writing.
 */
export function temporaryCaches({ TMPDIR }: Environment): string[] {
  const user = userId();
  const names = ["node-compile-cache", "jiti", `tsx-${user}`, `v8-compile-cache-${user}`];
  const folders = ["/tmp", TMPDIR || "/tmp"].map(realPathWithMissing);
  return [...new Set(folders)].flatMap((folder) => names.map((name) => join(folder, name)));
}

let known: number | undefined;

/** Looked up once: the system may ask a server for it. */
function userId(): number {
  try {
    known ??= userInfo().uid;
  } catch {
    known = -1;
  }
  return known;
}
