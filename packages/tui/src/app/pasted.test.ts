import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { pastedImage } from "./pasted.js";

test("the path of an image is one however a terminal writes it, and what is none stays text", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "codex-pasted-"));
  const file = path.join(folder, "a b.png");
  writeFileSync(file, "image");
  for (const text of [file, `'${file}'`, `"${file}"`, file.replace(" ", "\\ "), pathToFileURL(file).href, "a b.png"]) {
    expect(await pastedImage(text, folder)).toMatchObject({ type: "image", path: file });
  }
  for (const text of ["file://server/a.png", "file:///a%00.png", "file:///a%2Fb.png", "file://[.png", "~/none.png"]) {
    expect(await pastedImage(text, folder)).toBeUndefined();
  }
  rmSync(folder, { recursive: true });
});
