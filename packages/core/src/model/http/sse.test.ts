import { expect, test } from "vitest";
import { createSseReader } from "./sse.js";

/** More than is parsed synchronously. */
const LONG = "x".repeat(1_100_000);

const event = (data: unknown) => `data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`;
const read = (...events: string[]) => createSseReader().push(Buffer.from(events.join("")));

test("long events keep their place among short ones", async () => {
  const sent = [
    { type: "a" },
    { type: "long", text: LONG },
    { type: "b" },
    { type: "long", text: `${LONG}é` },
    "[DONE]",
  ];
  expect(await read(...sent.map(event))).toEqual(sent);
});

test("short events are available at once", () => {
  expect(read(event({ type: "a" }), event("{"), event("[1]"), event({ type: "b" }))).toEqual([
    { type: "a" },
    { type: "b" },
  ]);
});

test("a long event that is not an object is skipped, unless it should have contained an answer", async () => {
  expect(await read(event({ type: "a" }), event(`["${LONG}"]`), event(`{"${LONG}`), event({ type: "b" }))).toEqual([
    { type: "a" },
    { type: "b" },
  ]);
  await expect(read(event(`{"type":"response.completed","text":"${LONG}`))).rejects.toMatchObject({
    code: "stream-disconnected",
  });
});

test("the reader holds a long event until its end arrives", async () => {
  const reader = createSseReader();
  const [start, end] = [event({ text: LONG }).slice(0, -2), "\n\n"];
  expect(reader.push(Buffer.from(start))).toEqual([]);
  expect(reader.holdsLongEvent).toBe(true);
  expect(await reader.push(Buffer.from(end))).toEqual([{ text: LONG }]);
  expect(reader.holdsLongEvent).toBe(false);
});
