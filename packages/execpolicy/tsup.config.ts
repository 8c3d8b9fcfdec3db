import { defineConfig } from "tsup";
import { libraryConfig } from "../../tsup.library.js";

/** Words of a shell are an entry of their own: splitting them needs nothing of the rules. */
export default defineConfig({ ...libraryConfig, entry: ["src/index.ts", "src/split-shell-words.ts"] });
