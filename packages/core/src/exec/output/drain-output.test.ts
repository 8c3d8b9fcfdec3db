import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { drainOutput } from "./drain-output.js";

const never = new Promise<never>(() => {});

test("does not wait for an output that another process keeps open", async () => {
  await drainOutput(never);
});

test("includes output written just after the command's end", async () => {
  const heard: string[] = [];
  await drainOutput(sleep(20, "late").then((text) => heard.push(text)));
  expect(heard).toEqual(["late"]);
});

test("includes earlier output even if a busy machine delayed reading it", async () => {
  const server = createServer({ pauseOnConnect: true }).listen(join(tmpdir(), `drain-${process.pid}.sock`));
  await once(server, "listening");
  const writer = connect(server.address() as string);
  const [reader] = (await once(server, "connection")) as [Socket];
  await new Promise((resolve) => writer.write("out", resolve));
  const chunks: string[] = [];
  reader.on("data", (chunk) => chunks.push(chunk.toString())).resume();
  const drained = drainOutput(never);
  // Longer than the wait, so that its timer is due before anything can be read.
  for (const start = performance.now(); performance.now() < start + 500; );
  await drained;
  expect(chunks).toEqual(["out"]);
  writer.destroy();
  reader.destroy();
  server.close();
});
