import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeJson, encodeUtf8, parseJson } from "./index.js";

const LONG = 1_100_000;

/** Sequences that must not be split: surrogate pairs, unpaired surrogates, escapes, quotes, backslashes, control characters. */
const ODD = ["😀", "\ud83d", "\ude00", "é", "\\", '"', '\\"', "\n", "\u0000", "\u2028", "\u2029", "a", "\\u0041"];

const longText = fc
  .array(fc.constantFrom(...ODD), { minLength: 1, maxLength: 7 })
  .map((parts) => parts.join("").repeat(Math.ceil(LONG / parts.join("").length)));

const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof({ depthSize: "small" }, fc.jsonValue(), longText, tie("list"), tie("object")),
  list: fc.array(tie("tree"), { maxLength: 4 }),
  object: fc.dictionary(fc.oneof(fc.string(), fc.constantFrom("__proto__", "toJSON", "constructor")), tie("tree"), {
    maxKeys: 4,
  }),
}));

/** Long, whatever it contains. */
const longValue = fc.tuple(tree, longText);

/** The result of `JSON.stringify` for a value whose texts are well-formed. */
const asJson = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) => (typeof part === "string" ? part.toWellFormed() : part)).replaceAll(
    /[\u2028\u2029]/g,
    (separator) => `\\u${separator.charCodeAt(0).toString(16)}`,
  );

test("long values are encoded as JSON.stringify does", async () => {
  await fc.assert(
    fc.asyncProperty(longValue, async (value) => {
      const encoded = encodeJson(value);
      expect(encoded).toBeInstanceOf(Promise);
      expect((await encoded) === asJson(value)).toBe(true);
    }),
    { numRuns: 15 },
  );
});

test("unpaired surrogates become U+FFFD, and text that only looks like them is unchanged", () => {
  const value = { "\ud83d": ["a\ud83d", "\ude00b", "\\ud83d", "\\\ud83d", "\u{1f600}", "\n\ud83d\ud83d"] };
  expect(JSON.parse(String(encodeJson(value)))).toEqual({
    "\ufffd": ["a\ufffd", "\ufffdb", "\\ud83d", "\\\ufffd", "\u{1f600}", "\n\ufffd\ufffd"],
  });
});

test("no character in it ends a line, for any reader of lines", () => {
  const value = { "\u2029": ["a\u2028b\\u2028", "\r\n\v\f"] };
  const text = String(encodeJson(value));
  expect(text).not.toMatch(/[\u2028\u2029\r\n\v\f]/);
  expect(JSON.parse(text)).toEqual(value);
});

test("a long text that occurs several times is encoded each time", async () => {
  const [text, other] = ["a\n\u{1f600}".repeat(300_000), "b\n\u{1f600}".repeat(300_000)];
  const value = { text, again: [text, { other, text }], other, short: "a\n" };
  expect((await encodeJson(value)) === JSON.stringify(value)).toBe(true);
});

test("long texts are parsed as JSON.parse does", async () => {
  await fc.assert(
    fc.asyncProperty(longValue, fc.constantFrom(undefined, 1, "\t"), async (value, indent) => {
      const text = JSON.stringify(value, undefined, indent);
      const parsed = parseJson(text);
      expect(parsed).toBeInstanceOf(Promise);
      expect(JSON.stringify(await parsed, undefined, indent) === text).toBe(true);
      expect(await parsed).toEqual(JSON.parse(text));
    }),
    { numRuns: 15 },
  );
});

test("texts with escape sequences are parsed the same, wherever a piece ends", async () => {
  for (const written of ["\\u00e9", "\\ud83d\\ude00", "\\\\", "\\n", '\\"']) {
    for (let shift = 0; shift < 3; shift++) {
      const text = `"${"a".repeat(shift)}${written.repeat(Math.ceil(LONG / written.length))}"`;
      expect((await parseJson(text)) === JSON.parse(text), `${written} after ${shift}`).toBe(true);
    }
  }
});

test("values that JSON.stringify omits or replaces are omitted or replaced here too", async () => {
  const long = "x".repeat(LONG);
  const at = new Date(0);
  for (const value of [
    { a: undefined, long, b: () => 1, c: Symbol("c"), d: undefined },
    { a: undefined, list: [undefined, long, () => 1], at, nothing: null, number: Number.NaN },
    { only: [{ toJSON: (key: string) => ({ key, long }) }] },
    [at, long, new Map([[1, 2]])],
    Array.from({ length: 40_000 }, (_, index) => [{ index, text: "some words of a line" }, undefined][index % 2]),
    long,
  ]) {
    expect((await encodeJson(value)) === JSON.stringify(value)).toBe(true);
  }
});

test("invalid JSON is refused", async () => {
  const long = "x".repeat(LONG);
  for (const text of [
    `"${long}`,
    `"${long}\n"`,
    `"${long}\\x"`,
    `"${long}\\u12"`,
    `["${long}"`,
    `["${long}",]`,
    `["${long}" 1]`,
    `{"a":"${long}"]`,
    `{"a" "${long}"}`,
    `{a:"${long}"}`,
    `{"a":"${long}",}`,
    `["${long}",01]`,
    `["${long}",-]`,
    `["${long}",nul]`,
    `["${long}"]x`,
    `${" ".repeat(LONG)}`,
    `'${long}'`,
  ]) {
    expect(() => JSON.parse(text)).toThrow(SyntaxError);
    await expect(parseJson(text)).rejects.toThrow(SyntaxError);
  }
});

test("endlessly nested JSON is accepted without being checked to its end", async () => {
  const depth = LONG;
  const text = `${"[".repeat(depth)}${"]".repeat(depth)}`;
  let value = await parseJson(text);
  let found = 0;
  for (; Array.isArray(value); value = value[0]) found += 1;
  expect(found).toBe(depth);
});

test("short values are processed at once", () => {
  expect(encodeJson({ a: 1 })).toBe('{"a":1}');
  expect(parseJson('{"a":1}')).toEqual({ a: 1 });
  expect(() => parseJson("{")).toThrow(SyntaxError);
  expect(encodeUtf8(["é", "", "a"])).toEqual(Buffer.from("éa"));
});

test("long texts have the same bytes", async () => {
  await fc.assert(
    fc.asyncProperty(longText, async (text) => {
      expect((await encodeUtf8([text, "\n", text])).equals(Buffer.from(`${text}\n${text}`))).toBe(true);
    }),
    { numRuns: 5 },
  );
});
