/** The `codex …` command lines of a document's shell examples, as words without `codex`. */
export function commandLines(document: string): string[][] {
  const blocks = [...document.matchAll(/^```(\w*)\n(.*?)^```$/gms)];
  return blocks
    .flatMap(([, language = "", block = ""]) => (["", "sh"].includes(language) ? [block] : []))
    .flatMap((block) => block.split("\n"))
    .flatMap((line) => simpleCommands(line))
    .filter(([program]) => program === "codex")
    .map(([, ...words]) => words);
}

/** The commands of a line, separated by `|`, `;` and `&&`, without redirections and comments. */
function simpleCommands(line: string): string[][] {
  const commands: string[][] = [[]];
  const tokens = line.matchAll(/\s*(?:(#.*$)|(\|\||&&|[|;])|(\d?[<>]+\s*\S+)|((?:'[^']*'|"[^"]*"|[^\s'"|;<>])+))/g);
  for (const [, comment, separator, redirection, word] of tokens) {
    if (comment !== undefined) break;
    if (separator !== undefined) commands.push([]);
    else if (redirection === undefined && word !== undefined) commands.at(-1)?.push(word.replace(/['"]/g, ""));
  }
  return commands;
}
