import path from "node:path";

const PROJECT_DOC_NAME = "AGENTS.md";
/** What a person keeps beside the file that all share, in its place. */
const OVERRIDE_NAME = "AGENTS.override.md";

/** The names under which instructions are looked for in each folder: the first that is there counts. */
export function projectDocNames(fallbackNames: readonly string[]): readonly string[] {
  return [OVERRIDE_NAME, PROJECT_DOC_NAME, ...fallbackNames.filter((name) => name === path.basename(name))];
}
