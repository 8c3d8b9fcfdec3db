import fc from "fast-check";
import { expect, test } from "vitest";
import { KeyReader } from "../terminal/keys.js";
import { type Composer, draftText, emptyComposer, withDraft } from "./composer.js";
import { editWith } from "./edit-keys.js";
import { takeVimKey } from "./vim.js";
import { beginVim, type Vim } from "./vim-state.js";

/** The draft and the mode after this keyboard input. */
function typed(bytes: string, composer: Composer = emptyComposer): { composer: Composer; vim: Vim } {
  const reader = new KeyReader();
  let state: { composer: Composer; vim: Vim } = { composer, vim: beginVim };
  for (const byte of bytes) {
    for (const input of [...reader.read(byte), ...reader.flush()]) {
      if (input.type !== "key") continue;
      const taken = takeVimKey(state.composer, state.vim, input.key);
      if (taken?.type === "edited") state = taken;
      else if (taken === undefined)
        state = { ...state, composer: editWith(state.composer, input.key) ?? state.composer };
    }
  }
  return state;
}

const shown = ({ atoms, cursor }: Composer) =>
  `${draftText({ atoms: atoms.slice(0, cursor) })}|${draftText({ atoms: atoms.slice(cursor) })}`;

test.each([
  // typing, and back to commands
  ["", "one two\x1b", "one tw|o"],
  ["", "ab\x1bix", "ax|b"],
  ["", "ab\x1bax", "abx|"],
  ["  ab", "\x1bIx", "  x|ab"],
  ["ab\ncd", "\x1b0kA!", "ab\ncd!|"],
  ["ab", "\x1boc", "ab\nc|"],
  ["ab", "\x1bOc", "c|\nab"],
  // motions
  ["one two.three four", "\x1b0w", "one |two.three four"],
  ["one two.three four", "\x1b03w", "one two.|three four"],
  ["one two.three four", "\x1b02W", "one two.three |four"],
  ["one two", "\x1bb", "one |two"],
  ["one two", "\x1b0e", "on|e two"],
  ["one two", "\x1b0$", "one tw|o"],
  ["one two", "\x1b0ft", "one |two"],
  ["one two two", "\x1b0ft;", "one two |two"],
  ["one two two", "\x1bFt,", "one two |two"],
  ["  one\ntwo", "\x1bgg", "|  one\ntwo"],
  ["one\n two", "\x1bggG", "one\n |two"],
  // operators
  ["one two three", "\x1b0dw", "|two three"],
  ["one two three", "\x1b0d2w", "|three"],
  ["one two three", "\x1b0cwx\x1b", "|x two three"],
  ["one two three", "\x1b0wD", "one| "],
  ["one two three", "\x1b0wCx", "one x|"],
  ["one two three", "\x1b0dft", "|wo three"],
  ["one two three", "\x1b0dtt", "|two three"],
  ["one\ntwo\nthree", "\x1bggdd", "|two\nthree"],
  ["one\ntwo\nthree", "\x1bdd", "one\n|two"],
  ["one\ntwo\nthree", "\x1bgg2ddp", "three\n|one\ntwo"],
  ["one\ntwo", "\x1bggyyp", "one\n|one\ntwo"],
  ["one\ntwo", "\x1byyP", "one\n|two\ntwo"],
  ["one\ntwo", "\x1bccx", "one\nx|"],
  ["one\ntwo", "\x1bggdG", "|"],
  ["one two", "\x1b0dwA \x1bp", "two one| "],
  ["one two", "\x1b0xp", "n|oe two"],
  ["one\ntwo", "\x1bgg$dw", "o|n\ntwo"],
  ['say "a b" now', '\x1b0fbdi"', 'say "|" now'],
  ["f(a, (b))", "\x1b0fada(", "|f"],
  ["one two three", "\x1b0wdaw", "one |three"],
  ["one two three", "\x1b0wciwx", "one x| three"],
  // single letters
  ["abc", "\x1b02x", "|c"],
  ["abc", "\x1bX", "a|c"],
  ["abc", "\x1b0rx", "|xbc"],
  ["abc", "\x1b02~", "AB|c"],
  ["one\n  two", "\x1bggJ", "one| two"],
  ["abc", "\x1b0sx", "x|bc"],
  ["one two", "\x1b0dwu", "|one two"],
  // invalid commands do nothing and are forgotten
  ["abc", "\x1b0dqx", "|bc"],
  ["abc", "\x1b0d\x1bx", "|bc"],
  // on an empty line
  ["", "\x1b/mo", "/mo|"],
  ["日本 語👨‍👩‍👧‍👦", "\x1b0wx", "日本 |👨‍👩‍👧‍👦"],
])("%j and then %j", (draft, keys, after) => {
  expect(shown(typed(keys, withDraft(emptyComposer, draft)).composer)).toBe(after);
});

test("a count has at most four digits; a longer one is ignored", () => {
  const draft = withDraft(emptyComposer, "one two three");
  expect(shown(typed("\x1b09999d9999w", draft).composer)).toBe("|");
  expect(shown(typed("\x1b012345w", draft).composer)).toBe("one |two three");
});

test("up and down belong to the chat, which recalls earlier messages", () => {
  const { composer, vim } = typed("\x1b");
  expect(takeVimKey(composer, { ...vim, pending: "3" }, { name: "k", text: "k" })).toMatchObject({
    type: "key",
    key: { name: "up" },
    times: 3,
  });
  for (const name of ["enter", "up"]) expect(takeVimKey(composer, vim, { name })).toBeUndefined();
  expect(takeVimKey(composer, vim, { name: "escape" })).toBeUndefined();
  expect(takeVimKey(composer, vim, { name: "c", ctrl: true })).toBeUndefined();
});

test("commands on a recalled draft, with the cursor after it, apply to its last letter", () => {
  const taken = takeVimKey(withDraft(emptyComposer, "abc"), { ...beginVim, mode: "normal" }, { name: "x", text: "x" });
  expect(taken?.type === "edited" && shown(taken.composer)).toBe("a|b");
});

test("whatever is pressed, the cursor stays within the draft", () => {
  const keys = fc.constantFrom(...'hlwbeWBE0^$jkGgfFtT;,iaIAoOxXDCsSYpPuJ~rdcy123"( a\x1b\x1b\x1b');
  fc.assert(
    fc.property(fc.array(keys, { maxLength: 60 }), (all) => {
      const { composer } = typed(all.join(""), withDraft(emptyComposer, 'one (two) "x"\n\n  three'));
      expect(composer.cursor).toBeGreaterThanOrEqual(0);
      expect(composer.cursor).toBeLessThanOrEqual(composer.atoms.length);
      expect(composer.atoms.every((atom) => atom !== undefined)).toBe(true);
    }),
  );
});
