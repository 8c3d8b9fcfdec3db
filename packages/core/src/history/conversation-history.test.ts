import type { ResponseItem } from "@codex/protocol";
import { expect, test } from "vitest";
import { withPairedCalls } from "./conversation-history.js";

const call = (id: string): ResponseItem => ({ type: "function_call", name: "shell", arguments: "{}", call_id: id });
const output = (id: string, text = "ok"): ResponseItem => ({ type: "function_call_output", call_id: id, output: text });
const said: ResponseItem = { type: "message", role: "assistant", content: [] };
const aborted = (id: string) => output(id, "aborted");

test.each<[string, ResponseItem[], ResponseItem[]]>([
  ["pairs stay as they are", [call("a"), output("a"), said], [call("a"), output("a"), said]],
  [
    "results after several calls",
    [call("a"), call("b"), output("b"), output("a")],
    [call("a"), call("b"), output("b"), output("a")],
  ],
  ["a call without output gets one, directly after it", [call("a"), said], [call("a"), aborted("a"), said]],
  ["an output without a call is left out", [output("ghost"), said], [said]],
  ["an output before its call answers nothing", [output("a"), call("a")], [call("a"), aborted("a")]],
  ["a second output is left out", [call("a"), output("a"), output("a", "again")], [call("a"), output("a")]],
  [
    "ids that repeat",
    [call("a"), output("a"), call("a"), output("a", "2")],
    [call("a"), output("a"), call("a"), output("a", "2")],
  ],
  [
    "the first of two equal ids was not answered",
    [call("a"), said, call("a"), output("a")],
    [call("a"), aborted("a"), said, call("a"), output("a")],
  ],
  [
    "the second of two equal ids was not answered",
    [call("a"), output("a"), call("a")],
    [call("a"), output("a"), call("a"), aborted("a")],
  ],
])("%s", (_, items, expected) => {
  expect(withPairedCalls(items)).toEqual(expected);
});

test("missing outputs have the type that matches their call", () => {
  const shell: ResponseItem = {
    type: "local_shell_call",
    id: "l",
    status: "completed",
    action: { type: "exec", command: ["ls"] },
  };
  const custom: ResponseItem = { type: "custom_tool_call", call_id: "c", name: "apply_patch", input: "x" };
  expect(withPairedCalls([shell, custom])).toEqual([
    shell,
    aborted("l"),
    custom,
    { type: "custom_tool_call_output", call_id: "c", output: "aborted" },
  ]);
});
