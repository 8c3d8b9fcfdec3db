import type { Decision } from "./rule.js";

/** A line for a rules file, including its line ending, as codex 0.171.0 writes it. */
export function formatPrefixRule(words: readonly string[], decision: Decision): string {
  return `prefix_rule(pattern=[${words.map(quote).join(", ")}], decision=${quote(decision)})\n`;
}

/** Escapes quotes, backslashes, and invisible characters: control characters, format characters, lone surrogates. */
function quote(text: string): string {
  return `"${text.replace(/["\\\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, escapeCharacter)}"`;
}

function escapeCharacter(character: string): string {
  if (character === '"' || character === "\\") return `\\${character}`;
  if (character === "\n") return "\\n";
  if (character === "\t") return "\\t";
  return `\\U${(character.codePointAt(0) ?? 0).toString(16).padStart(8, "0")}`;
}
