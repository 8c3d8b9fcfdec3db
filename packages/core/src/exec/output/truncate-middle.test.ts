import { describe, expect, it } from "vitest";
import { truncateMiddle } from "./truncate-middle.js";

describe("cutting out the middle", () => {
  it("leaves short texts unchanged", () => {
    expect(truncateMiddle("abc", 1)).toEqual({ text: "abc" });
  });

  it("cuts at line ends", () => {
    const lines = Array.from({ length: 20 }, (_, index) => `${String(index + 1).padStart(3, "0")}\n`);
    expect(truncateMiddle(lines.join(""), 16)).toEqual({
      text: `${lines.slice(0, 4).join("")}…12 tokens truncated…\n${lines.slice(16).join("")}`,
      originalTokens: 20,
    });
  });

  it("only states the original length if there is no room", () => {
    expect(truncateMiddle("x".repeat(62), 4)).toEqual({ text: "…16 tokens truncated…", originalTokens: 16 });
  });

  it("splits no character, and counts what was already missing", () => {
    const { text, originalTokens } = truncateMiddle("界".repeat(100), 20, 100);
    expect(text).toMatch(/^界+…\d+ tokens truncated…\n界+$/u);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(80);
    expect(originalTokens).toBe(100);
  });
});
