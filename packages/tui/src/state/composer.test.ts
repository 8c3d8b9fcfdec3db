import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { KeyReader } from "../terminal/keys.js";
import { attach, type Composer, draftText, emptyComposer, insert, messageOf, withDraft } from "./composer.js";
import { editKeys, editWith } from "./edit-keys.js";

/** The draft after this keyboard input. */
function typed(bytes: string, composer: Composer = emptyComposer): Composer {
  const reader = new KeyReader();
  let result = composer;
  for (const input of [...reader.read(bytes), ...reader.flush()]) {
    if (input.type === "key") result = editWith(result, input.key) ?? result;
  }
  return result;
}

const shown = (composer: Composer) => {
  const { atoms, cursor } = composer;
  return `${draftText({ atoms: atoms.slice(0, cursor) })}|${draftText({ atoms: atoms.slice(cursor) })}`;
};

describe("keys edit as in a shell", () => {
  test.each([
    ["two three wrong\x17\x01one \x05four five\x1bb\x0bend", "one two three four end|"],
    ["one two\x15three\x19", "threeone two|"],
    ["a b c\x17\x17\x19", "a b c|"],
    ["a\nb\x01\x0b", "a\n|"],
    ["word\x1b[D\x1b[Dx", "wox|rd"],
    ["abc def\x1b[1;5D\x1b[3~", "abc |ef"],
    ["one\x7f\x19\x1f", "one|"],
    ["one two\x1f", "one |"],
    ["one\x1bb\x1bd\x1f", "|one"],
    ["first\x1b\rsecond\x1b[A", "first\nsecond|"],
  ])("%j", (bytes, draft) => {
    expect(shown(typed(bytes))).toBe(draft);
  });

  test.each(["👨‍👩‍👧‍👦", "🇫🇷", "é", "각", "日"])("%s is one character", (grapheme) => {
    expect(shown(typed("\x7f", typed(`a${grapheme}`)))).toBe("a|");
    expect(shown(typed("\x1b[D", typed(`a${grapheme}`)))).toBe(`a|${grapheme}`);
  });

  test("an accent that arrives later joins its letter", () => {
    expect(insert(insert(emptyComposer, "e"), "\u0301").atoms).toEqual(["e\u0301"]);
  });

  test("the cursor steps over attachments at once, and they are sent in full", () => {
    const pasted = attach(insert(emptyComposer, "see "), { type: "pasted", label: "[pasted 60 lines]", text: "a\nb" });
    const both = attach(pasted, { type: "image", label: "[image shot.png]", path: "/shot.png" });
    expect(messageOf(insert(both, "!"))).toMatchObject({ text: "see a\nb[image shot.png]!", images: ["/shot.png"] });
    expect(shown(typed("\x7f\x7f", both))).toBe("see |");
  });

  test("whatever is pressed, the cursor stays within the draft and undo leads back to the start", () => {
    const bytes = fc.constantFrom(
      "a",
      " ",
      "\n",
      "é",
      "\x7f",
      "\x17",
      "\x0b",
      "\x15",
      "\x19",
      "\x1bb",
      "\x1bf",
      "\x1b[D",
      "\x01",
      "\x05",
    );
    fc.assert(
      fc.property(fc.array(bytes, { maxLength: 60 }), (all) => {
        let composer = typed(all.join(""));
        expect(composer.cursor).toBeGreaterThanOrEqual(0);
        expect(composer.cursor).toBeLessThanOrEqual(composer.atoms.length);
        for (let times = 0; times < all.length; times++) composer = typed("\x1f", composer);
        expect(draftText(composer)).toBe("");
      }),
    );
  });

  test("no key has two meanings", () => {
    const keys = editKeys.flatMap((entry) => entry.keys);
    expect(new Set(keys).size).toBe(keys.length);
    expect(shown(withDraft(emptyComposer, "all"))).toBe("all|");
  });
});
