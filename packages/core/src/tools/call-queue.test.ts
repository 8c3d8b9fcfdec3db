import { describe, expect, it } from "vitest";
import { CallQueue, type Concurrency } from "./call-queue.js";

/** A queue of calls that begin and end when the test says so. */
class Scripted {
  readonly queue = new CallQueue<string>();
  readonly begun: string[] = [];
  readonly #ends = new Map<string, PromiseWithResolvers<string>>();

  add(name: string, concurrency: Concurrency): void {
    const end = Promise.withResolvers<string>();
    this.#ends.set(name, end);
    this.queue.add(concurrency, () => {
      this.begun.push(name);
      return end.promise;
    });
  }

  async end(name: string): Promise<void> {
    this.#ends.get(name)?.resolve(name);
    await settled();
  }

  async fail(name: string): Promise<void> {
    this.#ends.get(name)?.reject(new Error(name));
    await settled();
  }

  async outputs(): Promise<string[]> {
    const outputs: string[] = [];
    for await (const output of this.queue.takeOutputs()) outputs.push(output);
    return outputs;
  }
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe("the calls of an answer", () => {
  it("run in parallel, except those that run alone, and never overtake each other", async () => {
    const calls = new Scripted();
    for (const name of ["a", "b"]) calls.add(name, "parallel");
    calls.add("patch", "exclusive");
    for (const name of ["c", "d"]) calls.add(name, "parallel");
    await settled();
    expect(calls.begun).toEqual(["a", "b"]);
    await calls.end("b");
    expect(calls.begun).toEqual(["a", "b"]);
    await calls.end("a");
    expect(calls.begun).toEqual(["a", "b", "patch"]);
    await calls.end("patch");
    expect(calls.begun).toEqual(["a", "b", "patch", "c", "d"]);
  });

  it("return their outputs in order, each once", async () => {
    const calls = new Scripted();
    for (const name of ["a", "b", "c"]) calls.add(name, "parallel");
    for (const name of ["c", "b", "a"]) await calls.end(name);
    expect(await calls.outputs()).toEqual(["a", "b", "c"]);
    expect(await calls.outputs()).toEqual([]);
  });

  it("do not affect each other when they fail, and failures are reported when all have ended", async () => {
    const calls = new Scripted();
    for (const name of ["a", "b", "c"]) calls.add(name, "parallel");
    const taken: string[] = [];
    const all = (async () => {
      for await (const output of calls.queue.takeOutputs()) taken.push(output);
    })();
    const failure = expect(all).rejects.toThrow("a");
    await calls.fail("a");
    await calls.end("b");
    expect(taken).toEqual(["b"]);
    await calls.end("c");
    await failure;
    expect(taken).toEqual(["b", "c"]);
  });

  it("run at most sixteen at a time", async () => {
    const calls = new Scripted();
    const names = Array.from({ length: 18 }, (_, index) => String(index));
    for (const name of names) calls.add(name, "parallel");
    await settled();
    expect(calls.begun).toEqual(names.slice(0, 16));
    await calls.end("7");
    expect(calls.begun).toEqual(names.slice(0, 17));
  });
});
