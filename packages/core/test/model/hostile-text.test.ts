import { costGrowth, MAX_COST_GROWTH } from "@codex/test-support";
import { describe, expect, it } from "vitest";
import { retryAfterTextMs } from "../../src/model/http/retry-delay.js";
import { createSseReader } from "../../src/model/http/sse.js";
import { createRedactor } from "../../src/model/recording/redact-secrets.js";
import { createUserAgent } from "../../src/model/user-agent.js";

/** Units that might make a pattern slow. */
const UNITS = [
  ...["eyJ-", "eyJaaaaaaaa.", "sk-", "Bearer ", "Bearer         ", "-----BEGIN ", "-----BEGIN PRIVATE KEY"],
  ...["try again in ", "1m", "1.", "gh", "AIza-", "data: {", "\r", " "],
];

const READERS: Readonly<Record<string, (text: string) => unknown>> = {
  "what hides secrets": (text) => createRedactor({ A_TOKEN: "eyJ-eyJ-eyJ-" })(text),
  "the wait in a message": (text) => retryAfterTextMs(text),
  "the wait that a message begins with": (text) => retryAfterTextMs(`try again in ${text}`),
  "our name": (text) => createUserAgent("codex", { TERM_PROGRAM: text }),
  "a stream": (text) => createSseReader().push(Buffer.from(text)),
  "a stream's data": (text) => createSseReader().push(Buffer.from(`data: ${text}\n\n`)),
};

describe.each(Object.entries(READERS))("%s", (_, read) => {
  it("takes time in proportion to the text", async () => {
    for (const unit of UNITS) {
      expect(await costGrowth(read, unit), unit).toBeLessThan(MAX_COST_GROWTH);
    }
  });
});

describe("the wait that a message asks for", () => {
  it.each([
    ["Please try again in 17s.", 17_000],
    ["try again in 1.898s", 1898],
    ["Try again in 28ms", 28],
    ["try again in 1m30.5s", 90_500],
    ["try again in 6 hours", 21_600_000],
    ["try again in 2 minutes 5 seconds", 125_000],
    ["try again in a while", undefined],
    ["try again in 5 sheep", undefined],
    ["no", undefined],
  ])("is read from %j", (text, expected) => {
    expect(retryAfterTextMs(text)).toBe(expected);
  });
});

describe("our user agent", () => {
  it.each([
    [{ TERM_PROGRAM: "iTerm.app", TERM_PROGRAM_VERSION: "3.5" }, "iTerm.app/3.5"],
    [{ TERM_PROGRAM: "evil\r\nX-Header: 1" }, "evil__X-Header__1"],
    [{ WEZTERM_VERSION: "2024" }, "WezTerm/2024"],
    [{ KITTY_WINDOW_ID: "1", TERM: "xterm" }, "kitty"],
    [{ TERM: "xterm-256color" }, "xterm-256color"],
    [{}, "unknown"],
  ])("ends with the terminal's: %j", (env, terminal) => {
    expect(createUserAgent("codex_cli_rs", env)).toMatch(/^codex_cli_rs\/\d+\.\d+\.\d+ \(\S+ \S+; \S+\) /);
    expect(createUserAgent("codex_cli_rs", env).split(") ")[1]).toBe(terminal);
  });
});
