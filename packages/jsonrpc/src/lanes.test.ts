import { expect, test } from "vitest";
import { Connection, type Encoder, encodeMessage, memoryTransportPair, type Problem } from "./index.js";

/** A connection that encodes messages called `slow` only on demand, and all that the peer receives. */
function slowEncoder() {
  const [here, there] = memoryTransportPair();
  const made: (() => void)[] = [];
  const connection = new Connection({
    transport: here,
    findHandler: (method) => () => ({ method }),
    encode: (message) => {
      const text = JSON.stringify(message);
      if (!text.includes("slow")) return text;
      const { promise, resolve } = Promise.withResolvers<string>();
      made.push(() => resolve(text));
      return promise;
    },
  });
  const seen: string[] = [];
  const incoming = there.incoming[Symbol.asyncIterator]();
  const until = async (last: string) => {
    while (!seen.includes(last)) {
      const { value } = await incoming.next();
      const { method, id } = JSON.parse(value?.type === "text" ? value.text : "{}");
      seen.push(method ?? `answer ${id}`);
    }
    return seen;
  };
  const ask = (id: number, method: string) => there.send([{ text: JSON.stringify({ jsonrpc: "2.0", id, method }) }]);
  return { connection, make: () => made.shift()?.(), until, ask };
}

test("while a message is being encoded, those of its lane and those without one wait; others and answers go ahead", async () => {
  const { connection, make, until, ask } = slowEncoder();
  await using _ = connection;
  void connection.notify("a1 slow", {}, { lane: "a" });
  void connection.notify("a2", {}, { lane: "a" });
  void connection.notify("b1", {}, { lane: "b" });
  await ask(1, "ping");
  await until("answer 1");
  void connection.notify("of none");
  void connection.notify("b2", {}, { lane: "b" });
  make();
  expect(await until("b2")).toEqual(["b1", "answer 1", "a1 slow", "a2", "of none", "b2"]);
});

test("an answer comes after the notifications of its request", async () => {
  const { connection, make, until, ask } = slowEncoder();
  await using _ = connection;
  void connection.notify("progress slow", {}, { relatesTo: 1 });
  await ask(1, "work");
  await ask(2, "ping");
  await until("answer 2");
  make();
  expect(await until("answer 1")).toEqual(["answer 2", "progress slow", "answer 1"]);
});

test("closing waits for messages that are being encoded", async () => {
  const { connection, make, until } = slowEncoder();
  void connection.notify("slow");
  void connection.notify("last");
  const closed = connection.close();
  make();
  await closed;
  expect(await until("last")).toEqual(["slow", "last"]);
});

const encoders: Record<string, Encoder> = {
  "at once": (message) => {
    const text = JSON.stringify(message);
    if (text.includes("odd")) throw new TypeError("odd");
    return text;
  },
  "later, as of one that takes long": async (message) => {
    const text = JSON.stringify(message);
    if (text.includes("odd")) throw new TypeError("odd");
    return text;
  },
};

test.for(Object.entries(encoders))(
  "a message without a JSON form, found %s, is dropped and reported, and the next one is sent",
  async ([, encode]) => {
    const [here, there] = memoryTransportPair();
    const problems: Problem[] = [];
    await using connection = new Connection({
      transport: here,
      encode,
      onProblem: (problem) => problems.push(problem),
    });
    await connection.notify("odd");
    await connection.notifyEncoded({ method: "odd for many", text: encodeMessage({ method: "odd" }, encode) });
    await expect(connection.request("odd")).rejects.toMatchObject({ code: "unsendable" });
    await connection.notify("even");
    for await (const incoming of there.incoming) {
      expect(incoming).toMatchObject({ type: "text", text: expect.stringContaining("even") });
      break;
    }
    const error = { code: "unsendable", cause: { message: "odd" } };
    expect(problems).toMatchObject([
      { type: "unsendable-notification", method: "odd", error },
      { type: "unsendable-notification", method: "odd for many", error },
    ]);
  },
);
