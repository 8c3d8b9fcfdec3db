import { defineConfig } from "tsup";
import { libraryConfig } from "../../tsup.library.js";

/** Waiting for clients is an entry of its own: the one on standard streams needs nothing of it. */
export default defineConfig({ ...libraryConfig, entry: ["src/index.ts", "src/listen/listen.ts"] });
