import { expect, test } from "vitest";
import { remembered } from "./remembered.js";

test("a result is remembered, a failure is tried again", async () => {
  const answers = [Promise.reject(new Error("no descriptors")), Promise.resolve("works"), Promise.resolve("again")];
  const find = remembered(() => answers.shift() ?? Promise.reject(new Error("asked too often")));
  const early = find();
  expect(find()).toBe(early);
  await expect(early).rejects.toThrow("no descriptors");
  expect(await find()).toBe("works");
  expect(await find()).toBe("works");
});
