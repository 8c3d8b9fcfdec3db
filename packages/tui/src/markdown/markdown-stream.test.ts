import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Safe, safe } from "../text/safe.js";
import { plainOf } from "../text/styled.js";
import { createPaint } from "../text/theme.js";
import { MarkdownStream } from "./markdown-stream.js";

const paint = createPaint({ depth: 16, theme: "dark", background: undefined, attributes: true });

function stream(columns = 60): MarkdownStream {
  return new MarkdownStream({
    paint,
    fileAddress: () => undefined,
    columns: () => columns,
    marker: safe`• `,
    unicode: true,
  });
}

function rendered(text: string, columns?: number): readonly Safe[] {
  const markdown = stream(columns);
  markdown.push(text);
  markdown.end();
  return markdown.take();
}

const plain = (text: string, columns?: number) => rendered(text, columns).map(plainOf);

describe("Markdown", () => {
  test("emphasis, code, lists, headings, quotes", () => {
    expect(
      plain(
        "# Title\n\na **bold** `code` *it* ~~no~~ snake_case_name\n- one\n  * two\n- [x] done\n1. first\n> said\n---\n",
      ),
    ).toEqual([
      "• Title",
      "",
      "a bold code it no snake_case_name",
      "• one",
      "  • two",
      "☑ done",
      "1. first",
      "│ said",
      "────",
    ]);
    expect(rendered("a **b `c` d** e")[0]).toBe("• a \u001b[1mb \u001b[36mc\u001b[39m d\u001b[22m e");
  });

  test("a list or quotation starts below the answer's marker, so that its rows are aligned", () => {
    expect(rendered("- one\n  - two\n")).toEqual(["• ", "• one", "  • two"]);
    expect(rendered("1. one\n2. two\n")).toEqual(["• ", "1. one", "2. two"]);
    expect(rendered("> said\n> so\n")).toHaveLength(3);
    expect(plain("> - one\n> > - [x] two\n>> # three\n").slice(1)).toEqual(["│ • one", "│ │ ☑ two", "│ │ three"]);
    expect(rendered("2024 was\n")).toEqual(["• 2024 was"]);
  });

  test("HTML entities are shown as their characters, except in code", () => {
    expect(plain("Map&lt;K, V&gt; &amp;amp; `&lt;` AT&T &x; R&D")).toEqual(["• Map<K, V> &amp; &lt; AT&T &x; R&D"]);
  });

  test("links show their addresses", () => {
    expect(plain("[text](https://a.example/x) and https://b.example/y.")).toEqual([
      "• text (https://a.example/x) and https://b.example/y.",
    ]);
    expect(rendered("[x](javascript:alert)")[0]).not.toContain("\u001b]8");
  });

  test("tables fit the terminal's width", () => {
    const table =
      "| name | what it does |\n|:--|--:|\n| `a` | 1 |\n| long name | a text that has to be wrapped somewhere in it |\n";
    expect(plain(table, 40)).toEqual(
      [
        "• ",
        "name      │ what it does",
        "──────────┼────────────────────────────",
        "a         │ 1",
        "long name │ a text that has to be",
        "          │ wrapped somewhere in it",
      ].map((line) => line),
    );
    expect(plain("| no table\n")).toEqual(
      ["• | no table"].map((line) => line.replace("• ", "")).flatMap((line) => ["• ", line]),
    );
  });

  test("a table may have any number of rows, and one with more columns than the terminal stays as it is", () => {
    const rows = 200_000;
    expect(rendered(`| a |\n|---|\n${"| b |\n".repeat(rows)}`)).toHaveLength(rows + 3);
    const wide = `${"|a".repeat(61)}|`;
    expect(plain(`${wide}\n${"|-".repeat(61)}|\n|${"x".repeat(100_000)}|\n`)[1]).toBe(wide);
  });

  test("every cell of a table is shown, and the | of code and after a backslash is text", () => {
    expect(plain("| a | b |\n|--|--|\n| `x|y` | p\\|q | extra | `|` |\n| 1 |\n").slice(1)).toEqual([
      "a   │ b   │       │ ",
      "────┼─────┼───────┼──",
      "x|y │ p|q │ extra │ |",
      "1   │     │       │ ",
    ]);
  });

  test("code is highlighted line by line, across multi-line comments and strings", () => {
    const [, first, second, third] = rendered('```ts\nconst a = "x"; // c\n/* begins\nends */ let b = 1;\n```\n');
    expect(first).toBe('\u001b[35mconst\u001b[39m a = \u001b[32m"x"\u001b[39m; \u001b[2m// c\u001b[22m');
    expect(second).toBe("\u001b[2m/* begins\u001b[22m");
    expect(third).toContain("\u001b[35mlet\u001b[39m b = \u001b[33m1\u001b[39m");
  });

  test("control characters have no effect", () => {
    expect(rendered("a\u001b]0;x\u0007b\u202e\n").join("")).toBe("• a\\u{1b}]0;x\\u{7}b\\u{202e}");
  });

  const pieces = fc.constantFrom(
    "word ",
    "**",
    "*",
    "`",
    "_",
    "[a](http://x.y)",
    "\n",
    "```",
    "ts\n",
    "| a | b |\n",
    "|--|--|\n",
    "- ",
    "# ",
    "日本",
    "http",
    "s://a.b/c ",
    "> ",
    "1. ",
    "~~",
    "&lt;",
    "\\*",
  );

  test("a growing line is only ever appended to, and ends up the same as the complete one", () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (all) => {
        const markdown = stream();
        const lines: Safe[] = [];
        let settled = "";
        for (const piece of all) {
          markdown.push(piece);
          const taken = markdown.take();
          if (taken[0] !== undefined && settled !== "") expect(plainOf(taken[0]).startsWith(settled)).toBe(true);
          if (taken.length > 0) settled = "";
          lines.push(...taken);
          const now = plainOf(markdown.open()?.settled ?? safe``);
          expect(now.startsWith(settled)).toBe(true);
          settled = now;
        }
        markdown.end();
        lines.push(...markdown.take());
        expect(lines.map(plainOf)).toEqual(plain(all.join("")));
      }),
      { numRuns: 1_000 },
    );
  });
});

// Backtracking would take minutes on each of these.
test.each([
  ["~", "a"],
  [">", " "],
  ["|`", "\\"],
  ["`", " "],
  ["[", "("],
  ["![", "]("],
  ["【F:a†L0", "0"],
])("a line of %j and %j is rendered at once, and whole", (first, second) => {
  const line = `${first.repeat(20_000)}${second.repeat(20_000)}\``;
  const shown = plain(line).join("");
  expect(shown.split(first.charAt(0)).length).toBeGreaterThan(1_000);
});
