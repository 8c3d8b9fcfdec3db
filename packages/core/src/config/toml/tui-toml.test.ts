import { expect, test } from "vitest";
import { tuiConfigOf } from "./tui-toml.js";

test("animations are off with NO_COLOR, unless the user enables them", () => {
  expect(tuiConfigOf(undefined, {}).animations).toBe(true);
  expect(tuiConfigOf(undefined, { NO_COLOR: "1" }).animations).toBe(false);
  expect(tuiConfigOf(undefined, { NO_COLOR: "" }).animations).toBe(true);
  expect(tuiConfigOf({ animations: true }, { NO_COLOR: "1" }).animations).toBe(true);
});

test("`bel` is another name for `bell`", () => {
  expect(tuiConfigOf({ notification_method: "bel" }, {}).notificationMethod).toBe("bell");
});
