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

test.each([
  [{}, "check the network"],
  [{ httpStatus: 429, serverCode: "rate_limit_exceeded" }, "later"],
  [{ serverCode: "server_error" }, "later"],
])("an answer that stopped, with %j: names the next step", (about, step) => {
  expect(adviceFor({ code: "stream-disconnected", message: "stopped", ...about })).toContain(step);
});
