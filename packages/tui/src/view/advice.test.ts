import { expect, test } from "vitest";
import { adviceFor } from "./advice.js";

test.each([
  ["model-not-found", "does not exist", "/model"],
  ["unexpected-status", "400: no such model", "/model"],
  ["context-window-exceeded", "too long", "/compact"],
  ["auth-required", "401", "codex login"],
  ["unexpected-status", "unexpected status 403 Forbidden: no", "codex login"],
] as const)("%s (%s): names the next step", (code, message, step) => {
  expect(adviceFor({ code, message })).toContain(step);
});
