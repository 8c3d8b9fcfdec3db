/** An example of a documentation page that the tests run. */
export interface PageExample {
  readonly language: string;
  readonly code: string;
  /** The scripted model's replies, one per request; `$ COMMAND` makes it run that command. */
  readonly answers: readonly string[];
  /** Lines that the output contains in this order; `…` stands for anything. */
  readonly prints: readonly string[];
}

const BLOCK =
  /(?:<!-- (?<marker>run|prints|not run)\b(?<script>[^>]*?)-->\s*\n)?^```(?<language>\w*)\n(?<code>.*?)^```$/gms;

/** The examples below `<!-- run -->`, each with the output in the block below `<!-- prints -->`. */
export function examplesOf(page: string): PageExample[] {
  const examples: PageExample[] = [];
  for (const { groups = {} } of page.matchAll(BLOCK)) {
    const { marker, script = "", language = "", code = "" } = groups;
    const last = examples.at(-1);
    if (marker === "run") examples.push({ language, code, answers: linesOf(script), prints: [] });
    else if (marker === "prints" && last !== undefined)
      examples.splice(-1, 1, { ...last, prints: code.split("\n").filter((line) => /[^\s…]/.test(line)) });
  }
  return examples;
}

/** Commands for readers that no test runs and that have no `<!-- not run: WHY -->`. */
export function unmarkedCommands(page: string): string[] {
  return [...page.matchAll(BLOCK)].flatMap(({ groups = {} }) =>
    groups["language"] === "sh" && groups["marker"] === undefined ? [groups["code"] ?? ""] : [],
  );
}

function linesOf(script: string): string[] {
  return script
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** The first line that the output does not contain after the lines before it. */
export function missingLine(output: string, lines: readonly string[]): string | undefined {
  let rest = output.split("\n");
  for (const line of lines) {
    const found = rest.findIndex((printed) => matches(printed, line));
    if (found === -1) return line;
    rest = rest.slice(found + 1);
  }
  return undefined;
}

function matches(printed: string, line: string): boolean {
  const parts = line.trim().split("…");
  let from = 0;
  for (const part of parts) {
    const at = printed.indexOf(part, from);
    if (at === -1) return false;
    from = at + part.length;
  }
  return true;
}
