import { type CompletionContext, type CompletionFlag, spellings } from "./completion-context.js";

export function fishCompletion(contexts: readonly CompletionContext[]): string {
  return `# fish completion of codex
function __codex_at
    set -l at codex
    set -l skip
    for word in (commandline -opc)[2..-1]
        if test -n "$skip"
            set skip
            continue
        end
        switch "$at $word"
${steps(contexts)}
${valueFlags(contexts)}
        end
    end
    test "$at" = "$argv"
end
${contexts.flatMap(completions).join("\n")}
`;
}

function steps(contexts: readonly CompletionContext[]): string {
  return contexts
    .flatMap(({ name, steps }) =>
      steps.map(({ word, to }) => `            case ${quote(`${name} ${word}`)}\n                set at ${quote(to)}`),
    )
    .join("\n");
}

function valueFlags(contexts: readonly CompletionContext[]): string {
  const patterns = contexts.flatMap(({ name, flags }) =>
    flags
      .filter(({ value }) => value !== undefined)
      .flatMap((flag) => spellings(flag).map((word) => `${name} ${word}`)),
  );
  return `            case ${patterns.map(quote).join(" ")}\n                set skip 1`;
}

function completions({ name, words, flags }: CompletionContext): string[] {
  const condition = `complete -c codex -n ${quote(`__codex_at ${name}`)}`;
  return [
    ...(words.length > 0 ? [`${condition} -f`] : []),
    ...words.map(({ word, summary }) => `${condition} -a ${quote(word)} -d ${quote(summary)}`),
    ...flags.map((flag) => `${condition} ${flagOptions(flag)} -d ${quote(flag.summary)}`),
  ];
}

function flagOptions({ long, short, value }: CompletionFlag): string {
  const names = `-l ${long.slice(2)}${short === undefined ? "" : ` -s ${short.slice(1)}`}`;
  switch (value?.type) {
    case undefined:
      return names;
    case "choices":
      return `${names} -x -a ${quote(value.choices.join(" "))}`;
    case "files":
      return `${names} -r -F`;
    case "folders":
      return `${names} -x -a '(__fish_complete_directories)'`;
    case "text":
      return `${names} -x`;
    default:
      return value satisfies never;
  }
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
