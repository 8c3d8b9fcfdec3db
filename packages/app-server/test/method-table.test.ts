import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { CLIENT_METHODS } from "@codex/app-server-protocol/methods";
import { expect, test } from "vitest";
import { EMPTY_ANSWERS } from "../src/empty-answers.js";
import { refusedMethods } from "../src/requests/refused-methods.js";

const root = path.join(import.meta.dirname, "../../..");

/** The entry of each method in docs/app-server.md: `answered`, or `refused: …`. */
function documented(): [method: string, state: string][] {
  const [, table = ""] = readFileSync(path.join(root, "docs/app-server.md"), "utf8").split("## Methods");
  const rows = table.matchAll(/^\| (`.+`) \| (.+) \|$/gm);
  return [...rows].flatMap(([, methods = "", state = ""]) =>
    [...methods.matchAll(/`([^`]+)`/g)].map(([, method = ""]): [string, string] => [method, state]),
  );
}

const kindOf = (method: string): string => {
  if (EMPTY_ANSWERS.has(method)) return "empty";
  if (Object.hasOwn(refusedMethods, method)) return "refused";
  return (CLIENT_METHODS as readonly string[]).includes(method) ? "answered" : "unknown";
};

test("the page documents every method", () => {
  const table = documented();
  const methods = table.map(([method]) => method);
  expect(methods.filter((method, index) => methods.indexOf(method) !== index)).toEqual([]);
  expect(table.filter(([method, state]) => !state.startsWith(kindOf(method)))).toEqual([]);
  expect([...CLIENT_METHODS, ...EMPTY_ANSWERS.keys()].filter((method) => !methods.includes(method))).toEqual([]);
});

const published = path.join(root, "../shared/exams/wire-2026/schema/METHODS.txt");

test.skipIf(!existsSync(published))(
  "the page names every method of the published schema (needs ../shared beside this checkout)",
  () => {
    const [, stable = "", experimental = ""] = readFileSync(published, "utf8").split("\n");
    const methods = new Set(documented().map(([method]) => method));
    const all = [...stable.split(" "), ...experimental.split(" ").slice(1)];
    expect(all.filter((method) => !methods.has(method))).toEqual([]);
  },
);
