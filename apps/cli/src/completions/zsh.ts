import { type CompletionContext, type CompletionValue, spellings } from "./completion-context.js";
import { stepCases, valueCases, valueFlagCases } from "./posix-cases.js";

export function zshCompletion(contexts: readonly CompletionContext[]): string {
  return `#compdef codex
_codex() {
  local at=codex word skip= previous=\${words[CURRENT-1]}
  local -a others flags
  for word in "\${(@)words[2,CURRENT-1]}"; do
    if [[ -n $skip ]]; then skip=; continue; fi
    case "$at $word" in
${valueFlagCases(contexts)}
${stepCases(contexts)}
    esac
  done
  if [[ $PREFIX == --*=* ]]; then
    previous=\${PREFIX%%=*}
    compset -P '*='
  fi
  case "$at $previous" in
${valueCases(contexts, offer)}
  esac
  case "$at" in
${words(contexts)}
  esac
  if [[ $PREFIX == -* ]]; then
    _describe -o option flags
  elif (( $#others )); then
    _describe command others || _files
  else
    _files
  fi
}
if [[ $funcstack[1] == _codex ]]; then
  _codex "$@"
else
  compdef _codex codex
fi
`;
}

function offer(value: CompletionValue): string {
  switch (value.type) {
    case "choices":
      return `compadd -- ${value.choices.join(" ")}`;
    case "files":
      return "_files";
    case "folders":
      return "_files -/";
    case "text":
      return "_message value";
    default:
      return value satisfies never;
  }
}

function words(contexts: readonly CompletionContext[]): string {
  return contexts
    .map(({ name, words, flags }) => {
      const others = words.map(({ word, summary }) => described(word, summary));
      const options = flags.flatMap((flag) => spellings(flag).map((spelling) => described(spelling, flag.summary)));
      return `    "${name}")\n      others=(${others.join(" ")})\n      flags=(${options.join(" ")}) ;;`;
    })
    .join("\n");
}

/** `'word:what it is'`; a colon separates the two. */
function described(word: string, summary: string): string {
  const text = `${word.replaceAll(":", "\\:")}:${summary.replaceAll(":", "\\:")}`;
  return `'${text.replaceAll("'", "'\\''")}'`;
}
