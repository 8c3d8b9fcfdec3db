import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { look } from "../../test/support/look.js";
import { safeLine } from "../text/safe.js";
import { createPaint } from "../text/theme.js";
import { Overlay } from "./overlay.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const paint = createPaint({ depth: 0, theme: "auto", background: undefined, attributes: true });

/** An overlay on a text of 20 lines, which grows when it is told to. */
function overlayOnText(first: readonly string[] = []) {
  const rest = Array.from({ length: 20 }, (_, index) => `line ${index}.`);
  const lines = [...first, ...rest].map((line) => safeLine(line));
  let shown = "";
  const overlay = new Overlay((bytes) => {
    shown = bytes;
  });
  overlay.open({ title: "text", look: { ...look, paint }, size: () => ({ columns: 40, rows: 5 }), lines: () => lines });
  return {
    overlay,
    shown: () => shown,
    grow() {
      lines.push(safeLine("the news"));
      overlay.changed();
    },
  };
}

test("at the end, a text that grows is followed", () => {
  const { overlay, shown, grow } = overlayOnText();
  grow();
  vi.advanceTimersByTime(1_000);
  expect(shown()).toContain("the news");
  expect(shown()).not.toContain("line 16.");
  overlay.close();
  expect(vi.getTimerCount()).toBe(0);
});

test("elsewhere, the text stays where it is read", () => {
  const { overlay, shown, grow } = overlayOnText();
  grow();
  overlay.take({ name: "home" });
  grow();
  vi.advanceTimersByTime(10_000);
  expect(shown()).toContain("line 0.");
  overlay.take({ name: "end" });
  expect(shown()).toContain("the news");
});

test("a search finds a match that continues in the next row", () => {
  const { overlay, shown } = overlayOnText([`${"-".repeat(36)}needle`]);
  for (const text of "/needle") overlay.take({ name: text, text });
  overlay.take({ name: "enter" });
  expect(shown()).toContain("line 0.");
  expect(shown()).not.toContain("nothing found");
});

test("n goes to every match, also to those on the last screen, and then to the first again", () => {
  const { overlay, shown } = overlayOnText();
  const key = (text: string) => overlay.take({ name: text, text });
  const isAt = (row: string) => shown().includes(`\u001b[7m\u001b[1mline 1\u001b[22m\u001b[27m${row}`);
  overlay.take({ name: "/", text: "/" });
  overlay.paste("line 1\n");
  overlay.take({ name: "enter" });
  expect(isAt("9.")).toBe(true);
  key("N");
  expect(isAt("8.")).toBe(true);
  key("n");
  expect(isAt("9.")).toBe(true);
  key("n");
  expect(isAt(".")).toBe(true);
  key("n");
  expect(isAt("0.")).toBe(true);
});
