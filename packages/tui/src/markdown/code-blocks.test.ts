import { expect, test } from "vitest";
import { codeBlocks } from "./code-blocks.js";

test.each([
  ["no block", []],
  ["a\n```ts\nx\n\ny\n```\nb\n~~~\n```\n~~~", ["x\n\ny\n", "```\n"]],
  ["````\n```\nx\n```\n````", ["```\nx\n```\n"]],
  ["```\nx\n``` no end\n```", ["x\n``` no end\n"]],
  ["```\nnot closed", ["not closed\n"]],
])("the blocks of %j", (text, blocks) => {
  expect(codeBlocks(text)).toEqual(blocks);
});
