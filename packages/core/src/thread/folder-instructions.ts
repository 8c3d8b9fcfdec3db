import type { ResponseItem } from "@codex/protocol";
import { projectFolders } from "../config/project.js";
import { projectDocFiles } from "../context/project-docs.js";
import { loadUserInstructions, replacingInstructionsItem, userInstructionsItem } from "../context/user-instructions.js";
import type { Session } from "../session/session.js";
import type { TurnContext } from "../session/turn-context.js";

/**
 * The message with the `AGENTS.md` instructions of the folder that a thread moves to; none if they stay the same. As in its first folder,
 * files that have changed since it started are not followed: the model may have written them.
 */
export async function folderInstructions(
  session: Session,
  place: Pick<TurnContext, "cwd" | "modelFamily">,
): Promise<ResponseItem[]> {
  const { config, userInstructions: before } = session;
  const folders = await projectFolders(place.cwd, config.projectRootMarkers);
  session.instructionFiles.watch(projectDocFiles(folders, config.projectDocNames));
  const project = { ...config.project, folders };
  const isFollowed = (file: string) => session.instructionFiles.isAsAtStart(file);
  const instructions = await loadUserInstructions({ ...config, project }, { isFollowed });
  if (instructions === before) return [];
  session.userInstructions = instructions;
  const isFirst = before === undefined && instructions !== undefined;
  return [isFirst ? userInstructionsItem(instructions, place) : replacingInstructionsItem(instructions, place)];
}
