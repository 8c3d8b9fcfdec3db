const WORD = /\s*((?:[^\s'"\\]|\\.|'[^']*'|"(?:[^"\\]|\\.)*")+)/sy;
const PART = /'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s'"\\]+)/gs;

/** The words of an example that is written as one line, with the quotes of a shell; `undefined` when a quote stays open. */
export function exampleWords(line: string): string[] | undefined {
  const words: string[] = [];
  WORD.lastIndex = 0;
  let end = 0;
  for (let match = WORD.exec(line); match !== null; match = WORD.exec(line)) {
    words.push((match[1] ?? "").replace(PART, unquote));
    end = WORD.lastIndex;
  }
  return line.slice(end).trim() === "" ? words : undefined;
}

function unquote(_part: string, single?: string, double?: string, escaped?: string, plain?: string): string {
  return single ?? double?.replace(/\\(["\\$`])/g, "$1") ?? escaped ?? plain ?? "";
}
