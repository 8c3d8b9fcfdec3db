import { expect, test } from "vitest";
import { encodedText, encodedTool } from "./encoded-parts.js";

test("texts are encoded as valid JSON, independent of earlier ones", () => {
  for (const text of ["", 'say "a"', 'say "b"', "", 'say "a"', 'say "a"']) {
    expect(encodedText(text)).toBe(JSON.stringify(text));
  }
});

test("each tool has its own JSON, every time", () => {
  const tools = [
    { type: "custom", name: "a" },
    { type: "custom", name: "b" },
  ];
  const wanted = ['{"type":"custom","name":"a"}', '{"type":"custom","name":"b"}'];
  expect(tools.map(encodedTool)).toEqual(wanted);
  expect(tools.map(encodedTool)).toEqual(wanted);
});
