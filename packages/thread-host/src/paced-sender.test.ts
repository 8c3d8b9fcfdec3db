import { expect, test } from "vitest";
import { PacedSender } from "./paced-sender.js";

const ENOUGH = 100;
const LIMIT = 2_000;

/** A reader that reads only on demand. */
function slowReader() {
  const sent: string[] = [];
  const reading = Promise.withResolvers<void>();
  const send = (message: string) => {
    sent.push(message);
    return reading.promise;
  };
  return { sender: new PacedSender(send, (message) => message.startsWith("delta")), sent, read: reading.resolve };
}

test("a slow reader only loses droppable messages", () => {
  const { sender, sent } = slowReader();
  for (let count = 0; count < LIMIT; count++) sender.send("delta");
  expect(sent).toHaveLength(LIMIT);
  for (const message of ["delta of the next", "end of the item", "delta after it", "end of the turn"])
    sender.send(message);
  expect(sent.slice(LIMIT)).toEqual(["end of the item", "end of the turn"]);
});

test("a sender is asked to wait well before that, until its messages are read; then all are sent again", async () => {
  const { sender, sent, read } = slowReader();
  for (let count = 1; count < ENOUGH; count++) sender.send("delta");
  expect(sender.pressure()).toBeUndefined();
  sender.send("delta");
  const pressure = sender.pressure();
  expect(pressure).toBeDefined();
  read();
  await pressure;
  await Promise.resolve();
  expect(sender.pressure()).toBeUndefined();
  sender.send("delta again");
  expect(sent.at(-1)).toBe("delta again");
});
