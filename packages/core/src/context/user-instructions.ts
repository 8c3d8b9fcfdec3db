import type { ResponseItem } from "@codex/protocol";
import type { Config } from "../config/config.js";
import { readHomeInstructions } from "../config/instruction-files.js";
import { deniedIn } from "../config/permissions/restrictions.js";
import { userMessage } from "../model/messages.js";
import { type ProjectDocOptions, projectDocs, readProjectDocs } from "./project-docs.js";

const PROJECT_DOC_SEPARATOR = "\n\n--- project-doc ---\n\n";

/** The user's own instructions followed by the project's; undefined when there are none. */
export async function loadUserInstructions(
  config: DocSettings & Pick<Config, "project" | "userInstructions">,
  options: Pick<ProjectDocOptions, "isFollowed" | "onLeftOut"> = {},
): Promise<string | undefined> {
  const ofProject = await readProjectDocs(config.project.folders, { ...docOptions(config), ...options });
  const parts = [config.userInstructions, ofProject].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : parts.join(PROJECT_DOC_SEPARATOR);
}

function docOptions(config: DocSettings): ProjectDocOptions {
  return { maxBytes: config.projectDocMaxBytes, names: config.projectDocNames, denied: deniedIn(config) };
}

type DocSettings = Pick<Config, "projectDocMaxBytes" | "projectDocNames" | "sandboxPolicy" | "restrictions" | "cwd">;

/** The files that the instructions come from: absolute paths, the user's own first. */
export async function instructionSources(
  config: DocSettings & Pick<Config, "codexHome" | "project" | "userInstructions">,
): Promise<string[]> {
  const docs = await projectDocs(config.project.folders, docOptions(config));
  const own = config.userInstructions === undefined ? undefined : await readHomeInstructions(config.codexHome);
  return [...(own === undefined ? [] : [own.file]), ...docs.map((doc) => doc.path)];
}

/** The message with the instructions for the model, in the format of August 2025 or of models in a catalog. */
export function userInstructionsItem(
  instructions: string,
  { cwd, modelFamily }: Pick<Config, "cwd" | "modelFamily">,
): ResponseItem {
  const text = modelFamily.isInCatalog
    ? `# AGENTS.md instructions for ${cwd}\n\n<INSTRUCTIONS>\n${instructions}\n</INSTRUCTIONS>`
    : `<user_instructions>\n\n${instructions}\n\n</user_instructions>`;
  return userMessage(text);
}

/** The same for instructions that come after others. */
export function replacingInstructionsItem(
  instructions: string | undefined,
  place: Parameters<typeof userInstructionsItem>[1],
): ResponseItem {
  const text =
    instructions === undefined
      ? "The AGENTS.md instructions above no longer apply, and there are no others here."
      : `These AGENTS.md instructions replace all of the ones above.\n\n${instructions}`;
  return userInstructionsItem(text, place);
}
