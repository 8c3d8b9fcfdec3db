import fc from "fast-check";
import { expect, test } from "vitest";
import { formatPrefixRule } from "./format-rule.js";
import { parseRules } from "./parse-rules.js";

test("the line has codex's format", () => {
  expect(formatPrefixRule(["touch", "one.txt"], "allow")).toBe(
    'prefix_rule(pattern=["touch", "one.txt"], decision="allow")\n',
  );
});

test("for any words, the rule is one printable line and parses to the same words", () => {
  const word = fc.string({ unit: "binary", minLength: 1 }).filter((text) => text.trim() !== "");
  fc.assert(
    fc.property(fc.array(word, { minLength: 1 }), (words) => {
      const line = formatPrefixRule(words, "forbidden");
      expect(line.trimEnd()).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      const read = parseRules(line);
      expect(read).toMatchObject({ ok: true, policy: { prefixRules: [{ pattern: words.map((text) => [text]) }] } });
    }),
  );
});
