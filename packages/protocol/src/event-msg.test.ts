import { expect, test } from "vitest";
import { EventSchema, ResponseItemSchema } from "./index.js";

test("an event of a newer server becomes other", () => {
  const event = EventSchema.parse({ id: "1", msg: { type: "sparkle", level: 3 } });
  expect(event.msg).toEqual({ type: "other", received: { type: "sparkle", level: 3 } });
});

test("an invalid known event is refused", () => {
  expect(EventSchema.safeParse({ id: "1", msg: { type: "agent_message" } }).success).toBe(false);
});

test("null and absent read the same", () => {
  const event = EventSchema.parse({ id: "1", msg: { type: "task_complete", last_agent_message: null } });
  expect(JSON.stringify(event)).toBe('{"id":"1","msg":{"type":"task_complete"}}');
});

test("an unknown part of a message does not invalidate the message", () => {
  const item = ResponseItemSchema.parse({
    type: "message",
    role: "assistant",
    content: [{ type: "hologram" }, { type: "output_text", text: "hi", logprobs: [] }],
  });
  expect(item).toEqual({ type: "message", role: "assistant", content: [{ type: "output_text", text: "hi" }] });
});
