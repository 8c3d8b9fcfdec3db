import type { ResponseItem } from "@codex/protocol";
import { userText } from "../history/kept-messages.js";
import type { Session } from "../session/session.js";
import { isSkillList } from "../skills/skill-instructions.js";
import { loadSkills, skillListItems } from "../skills/thread-skills.js";

/** The list of skills for the model, if it has changed since the model last got it: skills may be installed between turns. */
export async function changedSkills({ config, turnIds, history, carried }: Session): Promise<ResponseItem[]> {
  const isFirstTurn = turnIds.length <= 1;
  if (isFirstTurn || !config.skills.includeInstructions) return [];
  const latest = history.developerMessages.findLast((item) => isSkillList(userText(item)));
  const known = latest === undefined ? carried?.instructions.findLast(isSkillList) : userText(latest);
  return skillListItems(config, await loadSkills(config), known);
}
