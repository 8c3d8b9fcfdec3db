import { type CompletionContext, type CompletionValue, spellings } from "./completion-context.js";
import { stepCases, valueCases, valueFlagCases } from "./posix-cases.js";

/** Also works with bash 3.2, which macOS has. */
export function bashCompletion(contexts: readonly CompletionContext[]): string {
  return `# bash completion of codex
_codex() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" at=codex words= skip= word i
  # bash splits --option=value at the equals sign.
  if [[ $current == "=" ]]; then current=; fi
  if [[ $previous == "=" ]]; then previous="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    if [[ $word == "=" ]]; then continue; fi
    if [[ -n $skip ]]; then skip=; continue; fi
    case "$at $word" in
${valueFlagCases(contexts)}
${stepCases(contexts)}
    esac
  done
  case "$at $previous" in
${valueCases(contexts, offer)}
  esac
  case "$at" in
${words(contexts)}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o bashdefault -o default -F _codex codex
`;
}

function offer(value: CompletionValue): string {
  switch (value.type) {
    case "choices":
      return `COMPREPLY=($(compgen -W "${value.choices.join(" ")}" -- "$current"))`;
    case "files":
      return 'compopt -o filenames 2> /dev/null; COMPREPLY=($(compgen -f -- "$current"))';
    case "folders":
      return 'compopt -o filenames 2> /dev/null; COMPREPLY=($(compgen -d -- "$current"))';
    case "text":
      return "COMPREPLY=()";
    default:
      return value satisfies never;
  }
}

/** Flags are offered after a dash only. */
function words(contexts: readonly CompletionContext[]): string {
  return contexts
    .map(({ name, words, flags }) => {
      const flagWords = flags.flatMap(spellings).join(" ");
      const others = words.map(({ word }) => word).join(" ");
      return `    "${name}") if [[ $current == -* ]]; then words="${flagWords}"; else words="${others}"; fi ;;`;
    })
    .join("\n");
}
