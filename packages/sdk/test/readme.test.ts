import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type ModelReply, sse, startModelServer, TemporaryFolder } from "@codex/test-support";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CODEX_ERROR_CODES } from "../../core/src/error.js";

const packageFolder = fileURLToPath(new URL("..", import.meta.url));
const text = await readFile(path.join(packageFolder, "README.md"), "utf8");
const examples = [...text.matchAll(/^```ts\n(.*?)^```/gms)].map(([, code = ""]) => code);

it("explains every code", () => {
  const rows = [...text.matchAll(/^\| (`[a-z-]+`(?:, `[a-z-]+`)*) \| /gm)].map(([, codes = ""]) => codes);
  const said = rows.flatMap((codes) => codes.split(", ").map((code) => code.slice(1, -1)));
  expect(said.sort()).toEqual([...CODEX_ERROR_CODES, "schema-mismatch", "tool-failed"].sort());
});

describe("the README's examples", () => {
  // Next to the tests, so that packages resolve as for any file of this package.
  const scratch = path.join(packageFolder, "test/.readme");
  beforeEach(() => mkdir(scratch, { recursive: true }));
  afterEach(async () => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    await rm(scratch, { recursive: true });
  });

  const scripts: readonly { readonly script: readonly ModelReply[]; readonly printed: readonly string[] }[] = [
    { script: [sse.say("A folder.")], printed: ["A folder."] },
    { script: [sse.shell(["echo", "hi"]), sse.say("They pass.")], printed: ["$ echo hi", "They pass."] },
    { script: [sse.call("ticket", { id: 7 }), sse.say("It is open.")], printed: ["It is open."] },
    { script: [], printed: ["Polly?"] },
  ];

  it("all run here", () => expect(examples).toHaveLength(scripts.length));

  it.each(scripts.map((entry, index) => [index, entry] as const))(
    "number %i prints what the README says",
    async (index, entry) => {
      await using model = await startModelServer(entry.script);
      using home = new TemporaryFolder({ "config.toml": configFor(model.baseUrl) });
      vi.stubEnv("CODEX_HOME", home.path);
      const printed: string[] = [];
      vi.spyOn(console, "log").mockImplementation((...words) => void printed.push(words.join(" ")));
      const file = path.join(scratch, `example-${index}.ts`);
      await writeFile(file, examples[index] ?? "");
      await import(pathToFileURL(file).href);
      expect(printed).toEqual(entry.printed);
    },
  );
});

function configFor(baseUrl: string): string {
  return `model = "mock-model"
model_provider = "mock"
approval_policy = "never"
sandbox_mode = "danger-full-access"
[model_providers.mock]
name = "mock"
base_url = "${baseUrl}"
wire_api = "responses"
`;
}
