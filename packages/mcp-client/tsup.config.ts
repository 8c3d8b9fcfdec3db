import { defineConfig } from "tsup";
import { libraryConfig } from "../../tsup.library.js";

/** Logging in, and what it is kept in, are entries of their own: connecting to servers needs nothing of it. */
export default defineConfig({
  ...libraryConfig,
  entry: ["src/index.ts", "src/oauth/credential-file.ts", "src/oauth/login.ts"],
});
