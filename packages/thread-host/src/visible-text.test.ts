import fc from "fast-check";
import { expect, test } from "vitest";
import { commandText, inlineCode, shortText, visibleLine, visibleText } from "./visible-text.js";

test.each([
  ["plain text\nof two lines", "plain text\nof two lines"],
  ["\u001b]52;c;Zm9v\u0007", "\\u{1b}]52;c;Zm9v\\u{7}"],
  ["\u009b2J", "\\u{9b}2J"],
  ["a\rb\bc", "a\\u{d}b\\u{8}c"],
  ["\u202eevil\u2066", "\\u{202e}evil\\u{2066}"],
  ["zero\u200bwidth\ufeff", "zero\\u{200b}width\\u{feff}"],
  ["lone \ud800 half", "lone \\u{d800} half"],
  [`ls${" ".repeat(3_000)}; evil`, "ls \\u{20}×3000 ; evil"],
  [`ls${"\n".repeat(3_000)}; evil`, "ls \\u{20}×3000 ; evil"],
  ["ls \u3164\uffa0\u115f\u034f\u{e0100}x", "ls \\u{3164}\\u{ffa0}\\u{115f}\\u{34f}\\u{e0100}x"],
  [`ls${"\u2800".repeat(100)}; evil`, "ls \\u{20}×100 ; evil"],
  ["ls\ufe0f", "ls\\u{fe0f}"],
  ["⚠️ 1️⃣ ©️", "⚠️ 1️⃣ ©️"],
  ["déjà vu, 日本語, 😀", "déjà vu, 日本語, 😀"],
])("%j is shown as %j", (text, shown) => {
  expect(visibleText(text)).toBe(shown);
});

test("a name is shown on one line", () => {
  expect(visibleLine("a\n\u202eb\n")).toBe("a\\u{a}\\u{202e}b\\u{a}");
});

test("no character of the result hides anything", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(visibleText(text)).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
      const short = shortText(text);
      expect(short.length).toBeLessThanOrEqual(80);
      expect(short).not.toContain("\n");
    }),
  );
});

test("a command is shown as a shell would parse it", () => {
  expect(commandText(["git", "commit", "-m", "it's done"])).toBe("git commit -m 'it'\\''s done'");
  expect(commandText(["echo", "", "$(x)"])).toBe("echo '' '$(x)'");
});

test("a backtick in inline code does not end it", () => {
  expect(inlineCode("ls")).toBe("`ls`");
  expect(inlineCode("ls `pwd` in /home?")).toBe("``ls `pwd` in /home?``");
  expect(inlineCode("`` x`")).toBe("``` `` x` ```");
});

test.each([" ", "\n", "\u200b", "'", "a", " a", "\u001b[", "\ud800", "` "])(
  "a megabyte of %j is processed quickly",
  (piece) => {
    const text = piece.repeat(1_000_000 / piece.length);
    expect(visibleText(text).length).toBeGreaterThan(0);
    expect(commandText([text]).length).toBeGreaterThan(0);
    expect(inlineCode(text).length).toBeGreaterThan(text.length);
    expect(shortText(text).length).toBeLessThanOrEqual(80);
  },
);
