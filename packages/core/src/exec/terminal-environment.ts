import { type CommandPlace, placedEnvironment } from "./placed-environment.js";

/** A pager would wait for a key that nobody presses, and colors cost the model tokens. The model reads UTF-8. */
const FOR_A_MODEL = {
  TERM: "dumb",
  NO_COLOR: "1",
  COLORTERM: "",
  PAGER: "cat",
  GIT_PAGER: "cat",
  GH_PAGER: "cat",
  LANG: "C.UTF-8",
  LC_CTYPE: "C.UTF-8",
  LC_ALL: "C.UTF-8",
  CODEX_CI: "1",
} as const;

/** The environment of a command in one of the model's terminals. The user's own settings for commands take precedence. */
export function terminalEnvironment(place: CommandPlace, callId: string): Record<string, string> {
  return placedEnvironment(place, callId, { ...FOR_A_MODEL, ...place.config.shellEnvironmentPolicy.set });
}
