import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { look } from "../../test/support/look.js";
import { safeLine } from "../text/safe.js";
import { Overlay } from "./overlay.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** An overlay on a text of 20 lines, which grows when it is told to. */
function overlayOnText() {
  const lines = Array.from({ length: 20 }, (_, index) => safeLine(`line ${index}.`));
  let shown = "";
  const overlay = new Overlay((bytes) => {
    shown = bytes;
  });
  overlay.open({ title: "text", look, size: () => ({ columns: 40, rows: 5 }), lines: () => lines });
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
