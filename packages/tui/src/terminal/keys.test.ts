import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nameOfKey } from "./key-codes.js";
import { KeyReader, type TerminalInput } from "./keys.js";

const shown = (input: TerminalInput) =>
  input.type === "key" ? `${nameOfKey(input.key)}${input.key.text === undefined ? "" : "!"}` : input;
const read = (bytes: string) => {
  const reader = new KeyReader();
  return [...reader.read(bytes), ...reader.flush()].map(shown);
};

describe("keys", () => {
  test.each([
    ["a", ["a!"]],
    ["é日", ["é!", "日!"]],
    ["\r\n\t\x7f\x08", ["enter", "ctrl-j", "tab", "backspace", "ctrl-backspace"]],
    ["\x01\x1a\x1f\x1c\x00", ["ctrl-a", "ctrl-z", "ctrl-_", "ctrl-\\", "ctrl-space"]],
    ["\x1b", ["escape"]],
    ["\x1b\x1b", ["escape", "escape"]],
    ["\x1b\x1b[A", ["escape", "up"]],
    ["\x1bb\x1b\r\x1b\x7f", ["alt-b", "alt-enter", "alt-backspace"]],
    ["\x1b[A\x1bOB\x1b[1;5C\x1b[1;3D", ["up", "down", "ctrl-right", "alt-left"]],
    ["\x1b[H\x1b[F\x1b[1~\x1b[4~\x1b[5~\x1b[3~", ["home", "end", "home", "end", "pageup", "delete"]],
    ["\x1b[Z", ["shift-tab"]],
    // kitty
    ["\x1b[13;2u\x1b[99;5u\x1b[27u\x1b[97;3u\x1b[97;1:3u", ["shift-enter", "ctrl-c", "escape", "alt-a"]],
    ["\x1b[1089::99;5u\x1b[1080::98;3u\x1b[1089;5u\x1b[97:65;6u", ["ctrl-c", "alt-b", "ctrl-с", "ctrl-shift-a"]],
    ["\x1b[57399u\x1b[57408;129u\x1b[57413u\x1b[57414u", ["0!", "9!", "+!", "enter"]],
    ["\x1b[1;1:1A\x1b[32;1u\x1b[57358u", ["up", "space!"]],
    // xterm's modifyOtherKeys
    ["\x1b[27;2;13~\x1b[27;5;99~\x1b[27;2;97~", ["shift-enter", "ctrl-c", "A!"]],
    // Unknown sequences type nothing.
    [
      "\x1b[?1;2c\x1b[<0;1;1M\x1bP1$r0m\x1b\\\x1b[[A\x1b[999;999;999X",
      [{ type: "reply", reply: { type: "attributes" } }],
    ],
  ])("%j", (bytes, keys) => {
    expect(read(bytes)).toEqual(keys);
  });

  test("a paste is a single input, whatever it contains", () => {
    expect(read("a\x1b[200~x\r\ny\rz\x1b[A\x03\x1b[201~b")).toEqual([
      "a!",
      { type: "paste", text: "x\ny\nz\x1b[A\x03" },
      "b!",
    ]);
  });

  test.each(["\x03", "\x1b[99;5u", "\x1b[1089::99;5u", "\x1b[27;5;99~"])(
    "Ctrl-C (%j) ends a paste whose end was lost",
    (interrupt) => {
      const reader = new KeyReader();
      const parts = ["\x1b[200~one\rt", "wo", interrupt, "a"];
      expect(parts.flatMap((part) => reader.read(part)).map(shown)).toEqual([
        { type: "paste", text: "one\ntwo" },
        "a!",
      ]);
    },
  );

  test("replies of the terminal and focus reports are not keys", () => {
    expect(read("\x1b]11;rgb:ffff/8080/0000\x1b\\\x1b[?2004;2$y\x1b[>0;276;0c\x1b[?0u\x1b[12;40R\x1b[I\x1b[O")).toEqual(
      [
        { type: "reply", reply: { type: "background", red: 1, green: 0x8080 / 0xffff, blue: 0 } },
        { type: "reply", reply: { type: "mode", mode: 2004, known: true } },
        { type: "reply", reply: { type: "kind", numbers: [0, 276, 0] } },
        { type: "reply", reply: { type: "kitty-keyboard" } },
        { type: "reply", reply: { type: "cursor", row: 11, column: 39 } },
        { type: "focus", focused: true },
        { type: "focus", focused: false },
      ],
    );
  });

  test("the input means the same however the bytes are cut", () => {
    const pieces = fc.constantFrom(
      "a",
      "é",
      "日",
      "\x1b[A",
      "\x1bOB",
      "\x1b[13;2u",
      "\x1b[200~p\nq\x1b[201~",
      "\x1b]11;rgb:0/0/0\x07",
      "\x1b[1;5C",
      "\r",
      "\x1bb",
    );
    fc.assert(
      fc.property(fc.array(pieces), fc.array(fc.nat()), (parts, cuts) => {
        const bytes = Buffer.from(parts.join(""));
        const whole = read(bytes.toString());
        const reader = new KeyReader();
        const inputs: TerminalInput[] = [];
        let from = 0;
        for (const at of cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b)) {
          inputs.push(...reader.read(bytes.subarray(from, at)));
          from = at;
        }
        inputs.push(...reader.read(bytes.subarray(from)), ...reader.flush());
        expect(inputs.map(shown)).toEqual(whole);
      }),
    );
  });

  test.each([
    ["\x1b]11;rgb:10", true],
    ["\x1bP>|xterm", true],
    ["\x1b[?62;", true],
    ["\x1b[12;4", true],
    ["\x1b]", false],
    ["\x1bP", false],
    ["\x1b[", false],
    ["\x1b", false],
    ["\x1b]11;?\x1b\\", false],
  ])("the beginning of a reply is distinguished from keys: %j", (bytes, isReply) => {
    const reader = new KeyReader();
    reader.read(bytes);
    expect(reader.isWithinReply).toBe(isReply);
  });

  test("no input makes it throw or wait forever", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const reader = new KeyReader();
        reader.read(bytes);
        reader.flush();
        expect(reader.isWaiting).toBe(false);
      }),
    );
  });
});
