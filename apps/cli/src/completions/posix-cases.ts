import { type CompletionContext, type CompletionValue, spellings } from "./completion-context.js";

// Branches of `case "$at $word" in`, which have the same syntax in bash and zsh.

/** A subcommand leads into its context. */
export function stepCases(contexts: readonly CompletionContext[]): string {
  return contexts
    .flatMap(({ name, steps }) => steps.map(({ word, to }) => `      "${name} ${word}") at="${to}" ;;`))
    .join("\n");
}

/** The word after such a flag is its value, not a subcommand. */
export function valueFlagCases(contexts: readonly CompletionContext[]): string {
  return contexts
    .map(({ name, flags }) => {
      const taking = flags.filter(({ value }) => value !== undefined).flatMap(spellings);
      return `      ${taking.map((flag) => `"${name} ${flag}"`).join(" | ")}) skip=1 ;;`;
    })
    .join("\n");
}

/** Offers the values of a flag after it. */
export function valueCases(contexts: readonly CompletionContext[], offer: (value: CompletionValue) => string): string {
  return contexts
    .flatMap(({ name, flags }) =>
      flags.flatMap((flag) => {
        if (flag.value === undefined) return [];
        const patterns = spellings(flag).map((spelling) => `"${name} ${spelling}"`);
        return [`    ${patterns.join(" | ")}) ${offer(flag.value)}; return ;;`];
      }),
    )
    .join("\n");
}
