import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { processorTime } from "@codex/test-support";
import ts from "typescript";
import { describe, expect, it } from "vitest";

// Most of our regular expressions process text from models, servers and repositories. So every one found in the sources is tried with text
// designed to cause backtracking: its cost must grow linearly with the length of the text, not quadratically.

const root = path.join(import.meta.dirname, "..");
const MAX_LENGTH = 1 << 16;
/** How many times as long as one match per character of the longest text an expression may take: quadratic cost takes thousands. */
const MAX_RATIO = 20;

interface Found {
  readonly file: string;
  readonly source: string;
  readonly expression: RegExp;
}

function expressionsOf(file: string): Found[] {
  const found: Found[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf("/");
      const expression = new RegExp(node.text.slice(1, end), node.text.slice(end + 1));
      found.push({ file, source: node.text, expression });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(path.join(root, file), "utf8"), ts.ScriptTarget.Latest));
  return found;
}

const inSources = globSync("{packages,apps}/*/src/**/*.ts", { cwd: root })
  .filter((file) => !file.endsWith(".test.ts"))
  .sort()
  .flatMap(expressionsOf);
/** The same expression in several places is tried once. */
const all = [...new Map(inSources.map((found) => [found.source, found])).values()];

/** Text that repeats parts of the expression itself, and then fails to match. */
function hostileUnits(source: string): readonly string[] {
  const literals = [...new Set(source.replace(/\\[a-zA-Z]/g, " "))];
  const words = source.match(/[a-zA-Z]{2,}/g) ?? [];
  return [
    ...new Set([...literals, ...words, " ", "\t", "\n", "\r\n", "a", "0", "\u00a0", "\u0007", "a:", "1.", '\\"']),
  ];
}

const hostileTexts = (unit: string, length: number): readonly string[] => {
  const repeated = unit.repeat(length / unit.length);
  return [`${repeated}\u2603`, `x${repeated}`, `x${repeated}\u2603`, `a://${repeated}\u2603`];
};

/** Milliseconds of processor time for all matches. */
function cost(expression: RegExp, text: string): number {
  const before = processorTime();
  text.replace(expression, "");
  return processorTime() - before;
}

/** The minimum of several, but no less than what can be measured. */
const plain = Math.max(1, Math.min(...[1, 2, 3].map(() => cost(/[^y]/g, "x".repeat(MAX_LENGTH)))));

/** Garbage of earlier work may have to be collected: an expensive result is tried again. */
const isCheap = (expression: RegExp, text: string): boolean =>
  [1, 2, 3].some(() => cost(expression, text) < plain * MAX_RATIO);

/** The first text on which it is expensive. */
function dearText(expression: RegExp, source: string): string | undefined {
  for (const unit of hostileUnits(source)) {
    // Starts short, so that a bad expression is found before it takes forever.
    for (let length = 1 << 12; length <= MAX_LENGTH; length *= 4) {
      const isDear = hostileTexts(unit, length).some((text) => !isCheap(expression, text));
      if (isDear) return `${JSON.stringify(unit)} × ${length}`;
    }
  }
  return undefined;
}

describe("no regular expression takes more than linear time", () => {
  it.each(all.map(({ file, source, expression }) => [`${file} ${source}`, source, expression] as const))(
    "%s",
    (_, source, expression) => expect(dearText(expression, source)).toBeUndefined(),
  );

  it.each([/\s+$/, /(\w+)@/])("as %s would", (expression) => {
    expect(dearText(expression, expression.source)).toBeDefined();
  });
});
