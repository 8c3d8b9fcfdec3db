import { type CompletionContext, type CompletionFlag, spellings } from "./completion-context.js";

export function powershellCompletion(contexts: readonly CompletionContext[]): string {
  return `# PowerShell completion of codex
Register-ArgumentCompleter -Native -CommandName 'codex' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    function result($text, $summary) {
        [System.Management.Automation.CompletionResult]::new($text, $text, 'ParameterValue', $summary)
    }
    $at = 'codex'
    $previous = ''
    $skip = $false
    foreach ($element in ($commandAst.CommandElements | Select-Object -Skip 1)) {
        $word = $element.Extent.Text
        if ($element.Extent.EndOffset -ge $cursorPosition -and $wordToComplete -ne '') { break }
        $previous = $word
        if ($skip) { $skip = $false; continue }
        switch -CaseSensitive ("$at $word") {
${contexts.flatMap(transitions).join("\n")}
        }
    }
    $results = switch -CaseSensitive ("$at $previous") {
${contexts.flatMap(values).join("\n")}
        default {
            switch ($at) {
${contexts.map(words).join("\n")}
            }
        }
    }
    $results | Where-Object { $_.CompletionText -clike "$wordToComplete*" }
}
`;
}

/** Flags go first: they compare with the context before subcommands change it. */
function transitions({ name, steps, flags }: CompletionContext): string[] {
  const taking = flags.filter(({ value }) => value !== undefined).flatMap(spellings);
  return [
    ...taking.map((flag) => `            ${quote(`${name} ${flag}`)} { $skip = $true; break }`),
    ...steps.map(
      ({ word, to }) => `            ${quote(`${name} ${word}`)} { $at = ${quote(to)}; $previous = ''; break }`,
    ),
  ];
}

function values({ name, flags }: CompletionContext): string[] {
  return flags.flatMap((flag) =>
    flag.value === undefined
      ? []
      : spellings(flag).map((spelling) => `        ${quote(`${name} ${spelling}`)} { ${valueResults(flag)}; break }`),
  );
}

/** PowerShell offers files if the function returns nothing. */
function valueResults({ value, summary }: CompletionFlag): string {
  if (value?.type !== "choices") return "$null";
  return value.choices.map((choice) => `result ${quote(choice)} ${quote(summary)}`).join("; ");
}

function words({ name, words, flags }: CompletionContext): string {
  const results = [
    ...words.map(({ word, summary }) => `result ${quote(word)} ${quote(summary)}`),
    ...flags.flatMap((flag) => spellings(flag).map((spelling) => `result ${quote(spelling)} ${quote(flag.summary)}`)),
  ];
  return `                ${quote(name)} {\n${results.map((line) => `                    ${line}`).join("\n")}\n                }`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
