import { readFileSync } from "node:fs";
import { defineConfig } from "tsup";

// tsup leaves out dependencies by itself, but not the optional ones, which have native parts.
const { optionalDependencies = {} } = JSON.parse(readFileSync("package.json", "utf8"));

/** How the library packages are bundled, but for the SDK: one ES module, types made by tsc beside it. */
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
  external: Object.keys(optionalDependencies),
});
