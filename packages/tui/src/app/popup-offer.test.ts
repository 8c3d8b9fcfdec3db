import { expect, test } from "vitest";
import { offerAt } from "./popup-offer.js";

test.each([
  ["/", { kind: "command", letters: "" }],
  ["/mod", { kind: "command", letters: "mod" }],
  ["/model gp", { kind: "value", command: "model", letters: "gp" }],
  ["see @src/a", { kind: "file", letters: "src/a" }],
  ["/review @a", { kind: "file", letters: "a" }],
  ["use $dep", { kind: "skill", letters: "dep" }],
  ["/cd my fol", { kind: "folder", letters: "my fol" }],
  ["me@home", undefined],
  ["a$b", undefined],
  ["!echo $HO", undefined],
  ["/plan do it all", undefined],
  ["words /not", undefined],
])("%j", (before, offer) => {
  if (offer === undefined) expect(offerAt(before)).toBeUndefined();
  else expect(offerAt(before)).toMatchObject(offer);
});
