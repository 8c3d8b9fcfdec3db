import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { protocolTypeScript } from "@codex/protocol/typescript";
import { REFERENCE_HINT, referenceBinary } from "@codex/test-support";
import { expect, test } from "vitest";
import { compareTypes, makeFolder } from "./compare-types.js";

const reference = referenceBinary();

/** Types that we define elsewhere, or that have another name there. */
const ours: Readonly<Record<string, string>> = {
  InputItem: "Protocol.WireInputItem",
  CoreInputItem: "Protocol.InputItem",
  RequestId: "Mcp.RequestId",
  CallToolResult: "Mcp.CallToolResult",
  ContentBlock: "Mcp.ContentBlock",
  Tool: "Mcp.Tool",
  // The schema reads `timeout` as `timeout_ms`, so input and output differ.
  ShellToolCallParams: "Protocol.ShellToolCallParams & { timeout?: number }",
};
/** Our requests that the reference does not have. */
const OWN_REQUESTS = '{ method: "closeConversation" }';
const imports = ['import type * as Mcp from "@codex/mcp-types";', 'import type * as Protocol from "@codex/protocol";'];
const exportedNames = (index: string) => [...index.matchAll(/export type \{ (\w+) \}/g)].map(([, name]) => name ?? "");

/** The output of `codex generate-ts`. */
function writeGenerated(folder: string): string[] {
  const generated = protocolTypeScript();
  mkdirSync(join(folder, "generated"));
  for (const [file, text] of generated) writeFileSync(join(folder, "generated", file), text);
  return exportedNames(generated.get("index.ts") ?? "");
}

test("generated types match the schemas", () => {
  using place = makeFolder();
  const names = writeGenerated(place.folder);
  expect(names.length).toBeGreaterThan(100);
  const pairs = names.map((name) => ({ name, left: `Generated.${name}`, right: ours[name] ?? `Protocol.${name}` }));
  const said = compareTypes(place.folder, [...imports, 'import type * as Generated from "./generated/index";'], pairs);
  expect(said).toBe("");
});

test("generated types match the reference's own", ({ skip }) => {
  if (reference === undefined) return skip(REFERENCE_HINT);
  using place = makeFolder();
  writeGenerated(place.folder);
  execFileSync(reference, ["generate-ts", "--out", join(place.folder, "reference")], { stdio: "ignore" });
  const names = exportedNames(readFileSync(join(place.folder, "reference/index.ts"), "utf8"));
  expect(names.length).toBe(43);
  const known = (name: string, type: string) => (name === "ClientRequest" ? `Exclude<${type}, ${OWN_REQUESTS}>` : type);
  const pairs = names.flatMap((name) => [
    { name, left: `Reference.${name}`, right: known(name, ours[name] ?? `Protocol.${name}`) },
    { name: `Generated${name}`, left: `Reference.${name}`, right: known(name, `Generated.${name}`) },
  ]);
  const modules = ["reference", "generated"].map(
    (name) => `import type * as ${name === "reference" ? "Reference" : "Generated"} from "./${name}/index";`,
  );
  expect(compareTypes(place.folder, [...imports, ...modules], pairs)).toBe("");
});
