/** The contents of a Markdown text's fenced blocks, in order. An unclosed block extends to the end, as it does on screen. */
export function codeBlocks(text: string): string[] {
  const blocks: string[][] = [];
  let fence: string | undefined;
  for (const line of text.split("\n")) {
    const marks = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence === undefined) {
      if (marks === undefined) continue;
      fence = marks;
      blocks.push([]);
    } else if (marks?.startsWith(fence) === true && line.trim() === marks) fence = undefined;
    else blocks.at(-1)?.push(line);
  }
  return blocks.map((lines) => lines.map((line) => `${line}\n`).join(""));
}
