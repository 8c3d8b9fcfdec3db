import path from "node:path";
import type { ResponseItem } from "@codex/protocol";
import type { Config } from "../config/config.js";
import { PROJECT_DOC_NAME } from "../config/project-doc-names.js";
import { type ProjectDocOptions, projectDocs, readProjectDocs } from "./project-docs.js";

const PROJECT_DOC_SEPARATOR = "\n\n--- project-doc ---\n\n";

/** The user's own instructions and then the project's; undefined when there are none. */
export async function loadUserInstructions(
  config: Pick<Config, "cwd" | "projectDocMaxBytes" | "projectDocNames" | "userInstructions">,
): Promise<string | undefined> {
  const ofProject = await readProjectDocs(config.cwd, docOptions(config));
  const parts = [config.userInstructions, ofProject].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(PROJECT_DOC_SEPARATOR);
}

function docOptions({ projectDocMaxBytes: maxBytes, projectDocNames: names }: DocSettings): ProjectDocOptions {
  return { maxBytes, names };
}

type DocSettings = Pick<Config, "projectDocMaxBytes" | "projectDocNames">;

/** The files that the instructions are from: absolute paths, the user's own first. */
export async function instructionSources(
  config: Pick<Config, "codexHome" | "cwd" | "projectDocMaxBytes" | "projectDocNames" | "userInstructions">,
): Promise<string[]> {
  const docs = await projectDocs(config.cwd, docOptions(config));
  const own = config.userInstructions === undefined ? [] : [path.join(config.codexHome, PROJECT_DOC_NAME)];
  return [...own, ...docs.map((doc) => doc.path)];
}

/** The message that hands instructions to the model. */
export function userInstructionsItem(instructions: string): ResponseItem {
  const text = `<user_instructions>\n\n${instructions}\n\n</user_instructions>`;
  return { type: "message", role: "user", content: [{ type: "input_text", text }] };
}
