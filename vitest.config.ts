import { defineConfig } from "vitest/config";

/** Tests run against sources: the `@codex/source` export condition needs no build in between. */
export default defineConfig({
  resolve: { conditions: ["@codex/source"] },
  ssr: { resolve: { conditions: ["@codex/source"] } },
  test: {
    include: ["packages/*/{src,test}/**/*.test.ts", "apps/*/{src,test}/**/*.test.ts", "test/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
  },
});
