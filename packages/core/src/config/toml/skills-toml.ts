import * as z from "zod/mini";
import { setting } from "../../setting.js";

/** `[skills]` */
export const SkillsTomlSchema = z.object({
  bundled: setting(
    z.object({ enabled: setting(z.boolean(), "`false` ignores them. Default: `true`.") }),
    "Skills in the `.system` folder of your own skills, where other versions of Codex unpack theirs.",
  ),
  include_instructions: setting(
    z.boolean(),
    "Gives the model the list of skills. Otherwise only skills named in a message are used. Default: `true`.",
  ),
  config: setting(
    z.array(
      z.object({
        path: setting(z.string(), "The skill's `SKILL.md`, as an absolute path."),
        name: setting(z.string(), "The name of the skill, instead of `path`."),
        enabled: z.boolean().check(z.describe("`false` disables it, `true` enables it again. Required.")),
      }),
    ),
    "Skills to disable or enable; the last entry that matches a skill wins.",
  ),
});
