import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { GUARANTEES } from "./guarantees.js";
import { describeGuarantees } from "./hold-guarantees.js";

await describeGuarantees();

it("the page lists what the tests check", () => {
  const page = readFileSync(new URL("../../../docs/sandbox.md", import.meta.url), "utf8");
  const [, table = ""] = /^\| outside of what may be written.*\n\|[-|]+\|\n((?:\|.*\n)+)/m.exec(page) ?? [];
  const rows = GUARANTEES.map(
    ({ text, namespaces, landlock }) => `| ${text} | ${namespaces.text} | ${landlock.text} |\n`,
  );
  expect(table).toBe(rows.join(""));
});
