import { type CompletionContext, type CompletionFlag, spellings } from "./completion-context.js";

export function elvishCompletion(contexts: readonly CompletionContext[]): string {
  return `# elvish completion of codex
use str
var codex-steps = [
${contexts.flatMap(steps).join("\n")}
]
var codex-values = [
${contexts.flatMap(values).join("\n")}
]
var codex-words = [
${contexts.map(words).join("\n")}
]
var codex-flags = [
${contexts.map(flags).join("\n")}
]
set edit:completion:arg-completer[codex] = {|@arguments|
  var at = codex
  var previous = ''
  for word $arguments[1..-1] {
    if (has-key $codex-values $at' '$previous) {
      set previous = ''
      continue
    }
    set previous = $word
    if (has-key $codex-steps $at' '$word) {
      set at = $codex-steps[$at' '$word]
    }
  }
  if (has-key $codex-values $at' '$previous) {
    $codex-values[$at' '$previous] $arguments[-1]
  } else {
    var offered = $codex-words[$at]
    if (str:has-prefix $arguments[-1] -) {
      set offered = $codex-flags[$at]
    }
    each {|pair|
      edit:complex-candidate $pair[0] &code-suffix=' ' &display=$pair[0]'  '$pair[1]
    } $offered
  }
}
`;
}

function steps({ name, steps }: CompletionContext): string[] {
  return steps.map(({ word, to }) => `  &${quote(`${name} ${word}`)}=${quote(to)}`);
}

function values({ name, flags }: CompletionContext): string[] {
  return flags.flatMap((flag) =>
    flag.value === undefined
      ? []
      : spellings(flag).map((spelling) => `  &${quote(`${name} ${spelling}`)}={|word| ${candidates(flag)} }`),
  );
}

function candidates({ value }: CompletionFlag): string {
  switch (value?.type) {
    case "choices":
      return value.choices.map((choice) => `edit:complex-candidate ${quote(choice)} &code-suffix=' '`).join("; ");
    case "files":
    case "folders":
      return "edit:complete-filename $word";
    case "text":
    case undefined:
      return "nop";
    default:
      return value satisfies never;
  }
}

function words({ name, words }: CompletionContext): string {
  return `  &${quote(name)}=[${words.map(({ word, summary }) => pair(word, summary)).join(" ")}]`;
}

function flags({ name, flags }: CompletionContext): string {
  const pairs = flags.flatMap((flag) => spellings(flag).map((spelling) => pair(spelling, flag.summary)));
  return `  &${quote(name)}=[${pairs.join(" ")}]`;
}

function pair(word: string, summary: string): string {
  return `[${quote(word)} ${quote(summary)}]`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
