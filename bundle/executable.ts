import { chmodSync } from "node:fs";
import path from "node:path";
import type { Plugin } from "rolldown";

/** Makes the program executable: npm does so only when it makes its link, and each later build writes a new file. */
export const executable: Plugin = {
  name: "executable",
  writeBundle({ dir = "" }, bundle) {
    for (const chunk of Object.values(bundle)) {
      if (chunk.type === "chunk" && chunk.isEntry) chmodSync(path.resolve(dir, chunk.fileName), 0o755);
    }
  },
};
