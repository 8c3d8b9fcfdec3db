import { defineConfig } from "vitest/config";
import base from "./vitest.config.js";

/** The tests of one area: see scripts/mutants.mjs. */
export default defineConfig({
  ...base,
  test: { ...base.test, include: (process.env["MUTANTS_TESTS"] ?? "").split(" "), maxWorkers: 1 },
});
