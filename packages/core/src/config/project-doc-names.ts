import path from "node:path";

const PROJECT_DOC_NAME = "AGENTS.md";
/** A personal file that replaces the shared one. */
const OVERRIDE_NAME = "AGENTS.override.md";

/** The file names of instructions: in each folder, the first existing one is used. */
export function projectDocNames(fallbackNames: readonly string[]): readonly string[] {
  return [OVERRIDE_NAME, PROJECT_DOC_NAME, ...fallbackNames.filter((name) => name === path.basename(name))];
}
