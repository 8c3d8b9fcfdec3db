import { defineConfig } from "tsup";

/** How every library package is bundled: one ES module, types made by tsc beside it. */
export const libraryConfig = defineConfig({
  entry: ["src/index.ts"],
  format: ["esm"],
  dts: false,
  clean: true,
  sourcemap: true,
  target: "node22",
  platform: "node",
  // `node:sqlite` is only known by its full name.
  removeNodeProtocol: false,
});
