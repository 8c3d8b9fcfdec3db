import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { draftText, messageOf } from "../state/composer.js";
import { cleanPaste, draftAgain, pastedImages } from "./pasted.js";

test("only the start of a very long earlier message can be edited, but all of it is sent again", () => {
  const shortOnes = ["", "one\ntwo", "x".repeat(20_000)];
  for (const text of shortOnes) expect(draftText({ atoms: draftAgain(text) })).toBe(text);
  const lines = `fix this:\n${"a long line\n".repeat(9_000)}`;
  expect(draftText({ atoms: draftAgain(lines) })).toBe("fix this:[pasted 9002 lines]");
  for (const text of [lines, "👩‍👩‍👧".repeat(9_000), `${"x".repeat(199)}👩‍👩‍👧${"y".repeat(30_000)}`]) {
    const atoms = draftAgain(text);
    expect(atoms.length).toBeLessThan(202);
    expect(messageOf({ atoms }).text).toBe(text);
  }
});

test("pasted tabs stay tabs", () => {
  expect(cleanPaste("all:\r\n\tmake\u0007 it\r")).toBe("all:\n\tmake it\n");
});

test("image paths are recognized in every terminal's quoting; other text stays text", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "codex-pasted-"));
  const file = path.join(folder, "a b.png");
  writeFileSync(file, "image");
  for (const text of [file, `'${file}'`, `"${file}"`, file.replace(" ", "\\ "), pathToFileURL(file).href, "a b.png"]) {
    expect(await pastedImages(text, folder)).toMatchObject([{ text, image: { type: "image", path: file } }]);
  }
  for (const text of ["file://server/a.png", "file:///a%00.png", "file:///a%2Fb.png", "file://[.png", "~/none.png"]) {
    expect(await pastedImages(text, folder)).toEqual([]);
  }
  const several = `'${file}' ${file.replace(" ", "\\ ")}  "${file}"`;
  expect((await pastedImages(several, folder)).map(({ image }) => Object(image).path)).toEqual([file, file, file]);
  expect(await pastedImages(`look at '${file}'`, folder)).toEqual([]);
  rmSync(folder, { recursive: true });
});
