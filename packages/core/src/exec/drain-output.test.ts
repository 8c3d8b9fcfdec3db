import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import path from "node:path";
import { expect, test } from "vitest";
import { TemporaryFolder } from "../../test/support/temporary-folder.js";
import { drainOutput } from "./drain-output.js";

const NEVER = new Promise<never>(() => {});

test("what was written before the time was up is read, though nothing could be read until then", async () => {
  using folder = new TemporaryFolder();
  const server = createServer().listen(path.join(folder.path, "socket"));
  const reader = connect(path.join(folder.path, "socket"));
  const [writer]: Socket[] = await once(server, "connection");
  let read = "";
  reader.on("data", (bytes) => {
    read += bytes;
  });
  await once(reader, "connect");
  const drained = drainOutput(NEVER);
  writer?.end("late");
  // As long as nothing else runs here, as on a machine that is busy with something else.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
  await drained;
  expect(read).toBe("late");
  server.close();
});
