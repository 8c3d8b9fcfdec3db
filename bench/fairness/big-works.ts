import type { ResponseItem } from "@codex/protocol";

/** Expensive work of one conversation, by the names that the scripted model uses, while other conversations want to continue. */
export const BIG_WORKS = {
  patch: shell("apply_patch", `*** Begin Patch\n*** Add File: ten.txt\n+${tenMegabytes("+")}\n*** End Patch`),
  chunks: shell("apply_patch", chunks()),
  arguments: shell("echo", ...Array<string>(30_000).fill("x".repeat(100))),
  script: shell("bash", "-lc", Array.from({ length: 2500 }, (_, index) => `echo ${index} && test -d .`).join("; ")),
  message: message("lorem ".repeat(900_000)),
  output: shell("sh", "-c", "yes 0123456789 | head -c 50000000"),
} satisfies Record<string, ResponseItem>;

export type BigWork = keyof typeof BIG_WORKS;

/** The content of `big.txt`, which the chunks change. */
export const CHUNKED_FILE = Array.from({ length: 60_000 }, (_, row) => `line ${row}\n`).join("");

/** Ten megabytes of lines, each except the first with `mark` before it. */
export function tenMegabytes(mark = ""): string {
  return Array<string>(600_000).fill("0123456789abcdef").join(`\n${mark}`);
}

function chunks(): string {
  const places = Array.from({ length: 3000 }, (_, index) => index * 20);
  const text = places.map((row) => `@@\n line ${row}\n-line ${row + 1}\n+LINE ${row + 1}\n line ${row + 2}\n`);
  return `*** Begin Patch\n*** Update File: big.txt\n${text.join("")}*** End Patch`;
}

function shell(...command: string[]): ResponseItem {
  const args = JSON.stringify({ command, timeout_ms: 60_000 });
  return { type: "function_call", name: "shell", arguments: args, call_id: "call" };
}

export function message(text: string): ResponseItem {
  return { type: "message", role: "assistant", content: [{ type: "output_text", text }] };
}
