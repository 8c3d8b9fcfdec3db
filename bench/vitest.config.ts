import { defineConfig } from "vitest/config";

/** `npm run bench`: one benchmark after the other, separate from the tests. */
export default defineConfig({
  resolve: { conditions: ["@codex/source"] },
  ssr: { resolve: { conditions: ["@codex/source"] } },
  test: { include: ["bench/*.bench.test.ts"], fileParallelism: false, reporters: ["dot"] },
});
