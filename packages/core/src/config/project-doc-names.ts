import path from "node:path";

export const PROJECT_DOC_NAME = "AGENTS.md";

/** The names under which instructions are looked for in each folder: the first that is there counts. */
export function projectDocNames(fallbackNames: readonly string[]): readonly string[] {
  return [PROJECT_DOC_NAME, ...fallbackNames.filter((name) => name === path.basename(name))];
}
