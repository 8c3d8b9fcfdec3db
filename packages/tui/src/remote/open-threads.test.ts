import { expect, test } from "vitest";
import { OpenThreads } from "./open-threads.js";

test("a thread is found that is still being opened, and none that cannot be opened", async () => {
  const threads = new OpenThreads<{ readonly id: string }>();
  const [first, failing] = [Promise.withResolvers<{ readonly id: string }>(), Promise.withResolvers<never>()];
  const opened = threads.add(first.promise);
  const failed = threads.add(failing.promise);
  const found = Promise.all([threads.find("a"), threads.find("b")]);
  failing.reject(new Error("no such thread"));
  first.resolve({ id: "a" });
  await expect(failed).rejects.toThrow("no such thread");
  expect(await found).toEqual([await opened, undefined]);
});
