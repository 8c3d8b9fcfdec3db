import type { Decision } from "./rule.js";

/** The line of a rules file that says this, as codex 0.171.0 writes it; with its line end. */
export function formatPrefixRule(words: readonly string[], decision: Decision): string {
  return `prefix_rule(pattern=[${words.map(quote).join(", ")}], decision=${quote(decision)})\n`;
}

/** With quotes, backslashes, and what would not show escaped: control characters, format characters, lone halves of pairs. */
function quote(text: string): string {
  return `"${text.replace(/["\\\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, escapeCharacter)}"`;
}

function escapeCharacter(character: string): string {
  if (character === '"' || character === "\\") return `\\${character}`;
  if (character === "\n") return "\\n";
  if (character === "\t") return "\\t";
  return `\\U${(character.codePointAt(0) ?? 0).toString(16).padStart(8, "0")}`;
}
