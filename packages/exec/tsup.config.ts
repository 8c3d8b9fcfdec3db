import { defineConfig } from "tsup";
import { libraryConfig } from "../../tsup.library.js";

/** The events and their writer are entries of their own: readers of the events need nothing else, browsers among them. */
export default defineConfig({
  ...libraryConfig,
  entry: ["src/index.ts", "src/events/index.ts", "src/thread-json/thread-json.ts"],
});
