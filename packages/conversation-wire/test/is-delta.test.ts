import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { isDelta } from "../src/event-adapter.js";

const source = readFileSync(new URL("../../protocol/src/event-msg.ts", import.meta.url), "utf8");
const types = [...source.matchAll(/(?:event\(|literal\()"(\w+)"/g)].map(([, type = ""]) => type);

it("a slow reader only loses deltas whose complete item follows", () => {
  const isPiece = (type: string) => isDelta({ id: "", msg: { type } as never });
  expect(types.length).toBeGreaterThan(25);
  expect(types.filter(isPiece).toSorted()).toEqual([
    "agent_message_delta",
    "agent_reasoning_delta",
    "agent_reasoning_raw_content_delta",
    "exec_command_output_delta",
  ]);
});
