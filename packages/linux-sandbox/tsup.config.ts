import { defineConfig } from "tsup";
import { libraryConfig } from "../../tsup.library.js";

/** The thread that restricts itself is a file of its own. */
export default defineConfig({ ...libraryConfig, entry: ["src/index.ts", "src/sandbox-worker.ts"] });
