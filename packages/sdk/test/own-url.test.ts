import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { TemporaryFolder } from "@codex/test-support";
import { transform } from "esbuild";
import { rolldown } from "rolldown";
import { expect, it } from "vitest";
import { ownUrl } from "../../../bundle/own-url.js";

it("finds a module's URL as an ES module, and where another bundler has made CommonJS of it", async () => {
  using folder = new TemporaryFolder({ "source.mjs": "console.log(import.meta.url);" });
  await using bundle = await rolldown({ input: path.join(folder.path, "source.mjs"), plugins: [ownUrl] });
  const [{ code }] = (await bundle.generate({ format: "esm", minify: true })).output;
  const printed = async (name: string, text: string) => {
    const file = path.join(folder.path, name);
    writeFileSync(file, text);
    return { url: execFileSync(process.execPath, [file], { encoding: "utf8" }).trim(), file };
  };
  const module = await printed("bundled.mjs", code);
  expect(module.url).toBe(pathToFileURL(module.file).href);
  const common = await printed("bundled.cjs", (await transform(code, { format: "cjs", logLevel: "silent" })).code);
  expect(common.url).toBe(pathToFileURL(common.file).href);
});
