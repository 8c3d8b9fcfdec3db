import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { execEventsJsonSchema } from "../src/events/index.js";
import { checkedEvent } from "./support/exec-event.js";

const published = fileURLToPath(new URL("../dist/events.schema.json", import.meta.url));

describe("the JSON Schema of the events", () => {
  it.runIf(existsSync(published))("is published as generated (needs npm run build)", async () => {
    expect(JSON.parse(await readFile(published, "utf8"))).toEqual(execEventsJsonSchema());
  });

  it("accepts fields that later versions add, but no other form of known ones", () => {
    const item = { id: "item_0", type: "agent_message", text: "hi" };
    expect(checkedEvent({ type: "item.completed", item })).toEqual({ type: "item.completed", item });
    expect(() => checkedEvent({ type: "item.completed", item: { ...item, text: 1 } })).toThrow();
    expect(() => checkedEvent({ type: "item.completed", item, more: true })).toThrow("does not know all");
    expect(JSON.stringify(execEventsJsonSchema())).not.toContain('"additionalProperties":false');
  });
});
