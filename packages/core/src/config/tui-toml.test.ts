import { expect, test } from "vitest";
import { tuiConfigOf } from "./tui-toml.js";

test("nothing moves where no colours are wanted, unless the user says so", () => {
  expect(tuiConfigOf(undefined, {}).animations).toBe(true);
  expect(tuiConfigOf(undefined, { NO_COLOR: "1" }).animations).toBe(false);
  expect(tuiConfigOf(undefined, { NO_COLOR: "" }).animations).toBe(true);
  expect(tuiConfigOf({ animations: true }, { NO_COLOR: "1" }).animations).toBe(true);
});

test("a bell has two names", () => {
  expect(tuiConfigOf({ notification_method: "bel" }, {}).notificationMethod).toBe("bell");
});
