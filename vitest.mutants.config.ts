import { defineConfig } from "vitest/config";
import base from "./vitest.config.js";

/** The tests of one area, run once for each mutant that they reach: see scripts/mutants.mjs. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: (process.env["MUTANTS_TESTS"] ?? "").split(" "),
    maxWorkers: 1,
    // One worker for all mutants: to start one takes longer than most tests. Code that runs while a module loads is not mutated.
    isolate: false,
    // Many mutants hang, and each hang costs this; far above what a test needs.
    testTimeout: 10_000,
    hookTimeout: 10_000,
    expect: { poll: { timeout: 5_000, interval: 20 } },
  },
});
