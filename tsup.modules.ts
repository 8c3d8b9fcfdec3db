import { defineConfig } from "tsup";

/**
 * How the packages that also run in browsers are built: one output for each source file, so that Node loads and bundlers
 * keep only what is imported. Types are made by tsc beside it.
 */
export const modulesConfig = defineConfig({
  entry: ["src/**/*.ts", "!src/**/*.test.ts"],
  bundle: false,
  format: ["esm"],
  dts: false,
  clean: true,
  sourcemap: true,
  target: "es2022",
  platform: "neutral",
});
