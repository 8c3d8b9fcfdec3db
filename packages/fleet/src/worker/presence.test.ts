import { expect, test } from "vitest";
import type { Fleet } from "../connection/fleet.js";
import { Presence } from "./presence.js";
import type { WorkerOptions } from "./worker-options.js";

const worker = { id: "w", host: "h", version: "0", labels: [], model: "m", slots: 4 } as unknown as WorkerOptions;

/** A bucket of workers whose answers the test controls. */
function startBucket() {
  const said: string[] = [];
  let answer = Promise.withResolvers<void>();
  const workers = {
    put: (_id: string, text: string) => {
      said.push(text);
      return answer.promise;
    },
    delete: () => new Promise(() => {}),
  };
  const { signal: session } = new AbortController();
  return {
    said,
    fleet: { workers, session, isConnected: true } as unknown as Fleet,
    answerAll() {
      const before = answer;
      answer = Promise.withResolvers();
      before.resolve();
    },
  };
}

test("writes only the latest entry once the server answers", async () => {
  const { said, fleet, answerAll } = startBucket();
  const presence = new Presence(fleet, worker);
  for (const thread of ["a", "b", "c"]) presence.begin(thread);
  presence.end("b");
  answerAll();
  await expect.poll(() => said.length).toBe(2);
  expect(JSON.parse(said[1] ?? "")).toMatchObject({ running: ["a", "c"], isDraining: false });
  presence.drain();
  answerAll();
  await expect.poll(() => said.length).toBe(3);
  expect(JSON.parse(said[2] ?? "")).toMatchObject({ isDraining: true });
});

test("ends even if the server never answers", async () => {
  const { fleet } = startBucket();
  const presence = new Presence(fleet, worker);
  presence.begin("a");
  await presence[Symbol.asyncDispose]();
});
