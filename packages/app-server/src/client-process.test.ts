import { expect, test } from "vitest";
import { ClientProcess } from "./client-process.js";

test("a command is paused while its client has more than a megabyte unread", async () => {
  const unread: PromiseWithResolvers<void>[] = [];
  const done: string[] = [];
  const ended = Promise.withResolvers<number>();
  await using one = new ClientProcess({
    isTerminal: false,
    outputBytes: undefined,
    timeoutMs: undefined,
    onDelta() {
      const read = Promise.withResolvers<void>();
      unread.push(read);
      return read.promise;
    },
  });
  const result = one.run(
    {
      ended: ended.promise,
      pause: () => void done.push("pause"),
      resume: () => void done.push("resume"),
      write: () => false,
      endInput() {},
      resize() {},
      [Symbol.asyncDispose]: async () => {},
    },
    new AbortController().signal,
  );
  const megabyte = new Uint8Array(1024 * 1024);
  one.take("stdout", megabyte);
  expect(done).toEqual([]);
  one.take("stdout", megabyte.subarray(0, 1));
  expect(done).toEqual(["pause"]);
  ended.resolve(0);
  for (const read of unread) read.resolve();
  expect(await result).toMatchObject({ exitCode: 0 });
  expect(done).toContain("resume");
});
