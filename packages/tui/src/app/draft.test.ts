import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { draftText, messageOf } from "../state/composer.js";
import { Draft } from "./draft.js";
import { pastedText } from "./pasted.js";
import { Popup } from "./popup.js";

const image = { type: "image", label: "[image a.png 1 kB]", path: "/a.png" } as const;
const paste = pastedText("one\ntwo\n".repeat(20));

function newDraft(onChange = () => {}): Draft {
  const popup = new Popup({
    commands: [],
    searchFiles: async () => [],
    searchFolders: async () => [],
    models: async () => [],
    skills: async () => [],
    onChange,
  });
  return new Draft({ popup, onChange });
}

function sent(draft: Draft) {
  draft.insert("look at ");
  draft.attach(image);
  draft.attach(paste);
  return draft.take() ?? messageOf({ atoms: [] });
}

test("unsent messages return completely, before the current draft", () => {
  const draft = newDraft();
  const waiting = sent(draft);
  draft.insert("present");
  draft.restore([waiting, { text: "second", images: [] }]);
  expect(draft.message).toMatchObject({
    text: `look at ${image.label}${paste.type === "pasted" ? paste.text : ""}\nsecond\npresent`,
    images: ["/a.png"],
  });
});

test("the path of an image is replaced by it, after anything: another image, or graphemes of several code points", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "codex-draft-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const name of ["one.png", "zwei a\u0308.png"]) await writeFile(path.join(folder, name), "an image");
  const seen = Promise.withResolvers<void>();
  const draft = newDraft(() => draft.message.images.length === 2 && seen.resolve());
  draft.paste("日本👨‍👩‍👧‍👦 ", folder);
  draft.paste(path.join(folder, "one.png"), folder);
  draft.insert(" and ");
  draft.paste(path.join(folder, "zwei a\u0308.png"), folder);
  draft.insert("!");
  await seen.promise;
  expect(draftText(draft.composer)).toBe("日本👨‍👩‍👧‍👦 [image one.png 8 B] and [image zwei a\u0308.png 8 B]!");
  expect(draft.composer.cursor).toBe(draft.composer.atoms.length);
});

test("text from an editor keeps the images that it still mentions", () => {
  const draft = newDraft();
  draft.attach(image);
  draft.setEdited(`see ${image.label} there`);
  expect(draft.message).toMatchObject({ text: `see ${image.label} there`, images: ["/a.png"] });
  draft.setEdited("see nothing");
  expect(draft.message).toMatchObject({ text: "see nothing", images: [] });
});

test("earlier messages are found by their displayed text, and are restored as they were", () => {
  const draft = newDraft();
  const message = sent(draft);
  const [[shown, entry] = []] = draft.earlier;
  expect(shown).toBe(`look at ${image.label}${paste.label}`);
  draft.set(entry ?? "");
  expect(draft.message).toEqual(message);
});
