/** A key, independent of the terminal's encoding. */
export interface Key {
  /** `enter`, `up`, … or the character without Shift, Ctrl and Alt. */
  readonly name: string;
  /** The text that it types; undefined if none. */
  readonly text?: string | undefined;
  readonly ctrl?: boolean;
  readonly alt?: boolean;
  readonly shift?: boolean;
}

/** `ctrl-alt-shift-NAME`, as in key maps. */
export function nameOfKey({ name, ctrl, alt, shift }: Key): string {
  return `${ctrl ? "ctrl-" : ""}${alt ? "alt-" : ""}${shift ? "shift-" : ""}${name}`;
}

/** A single character: a letter or a control code. */
export function plainKey(character: string): Key | undefined {
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0x20 && code !== 0x7f) {
    // C1 control codes are not text.
    return code >= 0x80 && code < 0xa0 ? undefined : { name: character === " " ? "space" : character, text: character };
  }
  switch (code) {
    case 0x00:
      return { name: "space", ctrl: true };
    case 0x08:
      return { name: "backspace", ctrl: true };
    case 0x09:
      return { name: "tab" };
    case 0x0d:
      return { name: "enter" };
    case 0x1f:
      return { name: "_", ctrl: true };
    case 0x7f:
      return { name: "backspace" };
    default:
      return { name: String.fromCharCode(code + (code < 0x1b ? 0x60 : 0x40)), ctrl: true };
  }
}

/** `ESC O x`: arrows and function keys in application mode. */
export function ss3Key(final: string): Key | undefined {
  const name = LETTERS[final];
  return name === undefined ? undefined : { name };
}

/** `ESC [ … x`: arrows with modifiers, `CSI u` (kitty), `CSI 27 ; m ; c ~` (xterm's modifyOtherKeys). */
export function csiKey(parameters: string, final: string): Key | undefined {
  const [first = "", second = "", third = ""] = parameters.split(";");
  // Ignores key releases.
  if (second.split(":")[1] === "3") return undefined;
  switch (final) {
    case "u":
      return characterKey(codeOf(first, second), second);
    case "~":
      if (first === "27") return characterKey(Number(third), second);
      return named(NUMBERS[first], second);
    case "Z":
      return { name: "tab", shift: true };
    default:
      return named(LETTERS[final], second);
  }
}

const LETTERS: Readonly<Record<string, string>> = {
  A: "up",
  B: "down",
  C: "right",
  D: "left",
  F: "end",
  H: "home",
  M: "enter",
  P: "f1",
  Q: "f2",
  R: "f3",
  S: "f4",
};

const NUMBERS: Readonly<Record<string, string>> = {
  "1": "home",
  "2": "insert",
  "3": "delete",
  "4": "end",
  "5": "pageup",
  "6": "pagedown",
  "7": "home",
  "8": "end",
  "11": "f1",
  "12": "f2",
  "13": "f3",
  "14": "f4",
  "15": "f5",
};

/** Code points of keys without characters. */
const CODES: Readonly<Record<number, string>> = {
  9: "tab",
  13: "enter",
  27: "escape",
  32: "space",
  127: "backspace",
  57414: "enter",
  57417: "left",
  57418: "right",
  57419: "up",
  57420: "down",
  57421: "pageup",
  57422: "pagedown",
  57423: "home",
  57424: "end",
  57426: "delete",
};

/** The characters of keypad keys, by code point. */
const KEYPAD_BEGIN = 57_399;
const KEYPAD = "0123456789./*-+";

interface Modifiers {
  readonly shift: boolean;
  readonly alt: boolean;
  readonly ctrl: boolean;
}

/** One more than a bit set: Shift 1, Alt 2, Ctrl 4, Super 8, Meta 32; locks are ignored. */
function modifiersOf(parameter: string): Modifiers {
  const bits = Math.max(0, Number(parameter.split(":")[0] || "1") - 1);
  return { shift: (bits & 1) !== 0, alt: (bits & 34) !== 0, ctrl: (bits & 4) !== 0 };
}

function named(name: string | undefined, parameter: string): Key | undefined {
  return name === undefined ? undefined : { name, ...set(modifiersOf(parameter)) };
}

/**
 * Parses kitty's `code:shifted:base`. With Ctrl or Alt, the base layout's key counts, since shortcuts are named after it, whatever script
 * the user types.
 */
function codeOf(codes: string, parameter: string): number {
  const [code = "", , base] = codes.split(":");
  const { ctrl, alt } = modifiersOf(parameter);
  return Number((ctrl || alt) && Number(code) > 0x7f && base ? base : code);
}

function characterKey(code: number, parameter: string): Key | undefined {
  const modifiers = modifiersOf(parameter);
  const onKeypad = KEYPAD[code - KEYPAD_BEGIN];
  if (onKeypad !== undefined) return characterKey(onKeypad.charCodeAt(0), parameter);
  const name = CODES[code];
  if (name !== undefined) {
    const types = name === "space" && !modifiers.ctrl && !modifiers.alt;
    return { name, ...set(modifiers), ...(types && { text: " " }) };
  }
  // Special keys (Caps Lock, media) are in a private range.
  if (!(code > 0x20 && code <= 0x10ffff) || (code >= 0xe000 && code <= 0xf8ff) || (code >= 0xd800 && code < 0xe000)) {
    return undefined;
  }
  const character = String.fromCodePoint(code);
  if (modifiers.ctrl || modifiers.alt) return { name: character.toLowerCase(), ...set(modifiers) };
  const text = modifiers.shift ? character.toUpperCase() : character;
  return { name: text, text };
}

/** Only the modifiers that are pressed. */
function set({ shift, alt, ctrl }: Modifiers): Partial<Modifiers> {
  return { ...(shift && { shift }), ...(alt && { alt }), ...(ctrl && { ctrl }) };
}
