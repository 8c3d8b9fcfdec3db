import { defineConfig } from "vitest/config";

// In a Git hook and under `git bisect`, Git names this repository in the environment: tests would change it instead of their own ones.
for (const name of Object.keys(process.env)) if (name.startsWith("GIT_")) delete process.env[name];

/** Tests run against sources: the `@codex/source` export condition needs no build in between. */
export default defineConfig({
  resolve: { conditions: ["@codex/source"] },
  ssr: { resolve: { conditions: ["@codex/source"] } },
  test: {
    include: [
      "packages/*/{src,test}/**/*.test.ts",
      "apps/*/{src,test}/**/*.test.ts",
      "test/**/*.test.ts",
      "conformance/**/*.test.ts",
    ],
    // Limits for what hangs, not for what is slow: a busy machine must not fail a test.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Thousands of tests with real processes: one that fails once is named at the end of `npm test`, with its error.
    retry: process.env["CI"] === undefined ? 0 : 1,
    expect: { poll: { timeout: 100_000, interval: 20 } },
    maxWorkers: 2,
  },
});
