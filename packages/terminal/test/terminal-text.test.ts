import { costGrowth, MAX_COST_GROWTH } from "@codex/test-support";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  fitWidth,
  renderCommand,
  terminalCommand,
  terminalLine,
  terminalName,
  terminalOutput,
  terminalText,
  textWidth,
} from "../src/index.js";
import { hostileTexts } from "./hostile-texts.js";

/** Control characters except tab and newline; characters that change the text direction or are invisible. */
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]/;

const functions = { terminalText, terminalLine, terminalName, terminalCommand, terminalOutput };

describe.each(Object.entries(functions))("%s", (_name, safe) => {
  test("hostile texts", () => {
    for (const text of hostileTexts) expect(safe(text)).not.toMatch(UNSAFE);
  });

  test("any text", () => {
    const anyText = fc.string({
      unit: fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code)),
    });
    fc.assert(fc.property(anyText, (text) => !UNSAFE.test(safe(text))));
  });

  test("takes time in proportion to the text", async () => {
    for (const unit of ["\u001b[", "\u001b[0;", " ", "\n", "\r", "\u200d", "👩\u200d"]) {
      expect(await costGrowth(safe, unit), JSON.stringify(unit)).toBeLessThan(MAX_COST_GROWTH);
    }
  });

  test("plain text is unchanged", () => {
    for (const text of ["ls -la src/*.ts | wc", "naïve Straße 日本語 한국어 עברית", "👍🏽 🇩🇪"])
      expect(safe(text)).toBe(text);
  });
});

test("prose keeps the joiners of languages and emoji; in names they are made visible", () => {
  const family = "👩\u200d👩\u200d👧 می\u200cخواهم ✔\ufe0f";
  expect(terminalText(family)).toBe(family);
  expect(terminalText("pass\u200dword")).toBe("pass\\u{200d}word");
  expect(terminalName("می\u200cخواهم\u00a0x")).toBe("می\\u{200c}خواهم\\u{a0}x");
});

test("a command hides nothing behind spaces or empty lines", () => {
  expect(terminalCommand(`ls${" ".repeat(3000)}; evil`)).toBe("ls ⟨3000 spaces⟩ ; evil");
  expect(terminalCommand(`ls\n${"\n".repeat(60)}evil`)).toBe("ls\n⟨60 empty lines⟩\nevil");
  expect(terminalCommand(`ls\n${" \n\t\n".repeat(30)}evil`)).toBe("ls\n⟨60 empty lines⟩\nevil");
  expect(terminalCommand(`ls\n${`${" ".repeat(20)}\n`.repeat(60)}evil`)).toBe("ls\n⟨60 empty lines⟩\nevil");
  expect(terminalCommand("a\n\n\n  b")).toBe("a\n\n\n  b");
  expect(terminalCommand("rm x\r\ny")).toBe("rm x\\u{d}\ny");
  expect(terminalCommand("ls\u00a0\u2800-a")).toBe("ls\\u{a0}\\u{2800}-a");
  expect(renderCommand(["bash", "-lc", "cat x | wc -l"])).toBe("cat x | wc -l");
  expect(renderCommand(["./bash", "-lc", "x y"])).toBe("./bash -lc 'x y'");
  expect(renderCommand(["echo", "it's", ""])).toBe("echo 'it'\\''s' ''");
});

test("output loses its colours, and a progress bar becomes several lines", () => {
  expect(terminalOutput("\u001b[1;32mok\u001b[0m\r\n10%\r20%\r\n")).toBe("ok\n10%\n20%\n");
});

test("the width of text, and text cut to a width", () => {
  expect([textWidth("abc"), textWidth("日本"), textWidth("👩\u200d👩\u200d👧"), textWidth("e\u0301")]).toEqual([
    3, 4, 2, 1,
  ]);
  expect(fitWidth("abcdef", 6)).toBe("abcdef");
  expect(fitWidth("abcdefg", 6)).toBe("abcde…");
  expect(fitWidth("日本語", 5)).toBe("日本…");
  expect(fitWidth("日本語", 6)).toBe("日本語");
});
