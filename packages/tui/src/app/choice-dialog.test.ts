import { expect, test } from "vitest";
import { look } from "../../test/support/look.js";
import { ChoiceDialog } from "./choice-dialog.js";

const named = (...names: readonly string[]) => names.map((name) => ({ name, detail: "", value: name }));

test("choices that load later can be found, and what the user selected stays", async () => {
  const more = Promise.withResolvers<ReturnType<typeof named>>();
  const chosen: (string | undefined)[] = [];
  let changes = 0;
  const dialog = new ChoiceDialog({
    title: "which",
    choices: named("a 1", "b 1"),
    more: more.promise,
    done: (value) => void chosen.push(value),
    onChange: () => changes++,
  });
  for (const letter of "b1") dialog.take({ name: letter, text: letter });
  dialog.take({ name: "down" });
  more.resolve(named("b 12", "c 1"));
  await more.promise;
  await Promise.resolve();
  expect(changes).toBe(1);
  expect(dialog.rows(look, 10).join("\n")).toContain("b 12");
  dialog.take({ name: "enter" });
  dialog.take({ name: "down" });
  dialog.take({ name: "enter" });
  expect(chosen).toEqual(["b 1", "b 12"]);
});

test("pasted text filters like typed letters, and chooses nothing", () => {
  const chosen: (string | undefined)[] = [];
  const done = (value: string | undefined) => void chosen.push(value);
  const dialog = new ChoiceDialog({ title: "which", choices: named("apple", "pear"), done });
  dialog.paste("pea\r\nmore\r\n");
  expect(dialog.rows(look, 10).join("\n")).not.toContain("apple");
  expect(chosen).toEqual([]);
  dialog.take({ name: "enter" });
  expect(chosen).toEqual(["pear"]);
});

test("the best match is chosen, also if it loads after a worse one", async () => {
  const more = Promise.withResolvers<ReturnType<typeof named>>();
  const chosen: (string | undefined)[] = [];
  const done = (value: string | undefined) => void chosen.push(value);
  const dialog = new ChoiceDialog({ title: "which", choices: named("number 177"), more: more.promise, done });
  dialog.paste("r 77");
  more.resolve(named("number 778"));
  await more.promise;
  await Promise.resolve();
  dialog.take({ name: "enter" });
  expect(chosen).toEqual(["number 778"]);
});

test("words fit in any order, Ctrl-U finds all again, and Home and End go to the first and last", () => {
  const chosen: (string | undefined)[] = [];
  const done = (value: string | undefined) => void chosen.push(value);
  const dialog = new ChoiceDialog({ title: "which", choices: named("the red fox", "a dog \u{1f436}", "a cat"), done });
  const choose = () => dialog.take({ name: "enter" });
  dialog.paste("fox red");
  choose();
  dialog.take({ name: "u", ctrl: true });
  dialog.take({ name: "end" });
  choose();
  dialog.take({ name: "home" });
  choose();
  dialog.paste("\u{1f436}\u{1f436}");
  dialog.take({ name: "backspace" });
  choose();
  expect(chosen).toEqual(["the red fox", "a cat", "the red fox", "a dog \u{1f436}"]);
});
