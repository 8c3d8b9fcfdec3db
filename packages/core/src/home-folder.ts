import { homedir } from "node:os";
import { type Environment, environmentValue } from "./environment.js";

/** The user's home folder; where nothing says which it is, the one of users that have none. */
export function homeFolder(env: Environment): string {
  try {
    return environmentValue(env, "HOME") ?? homedir();
  } catch {
    return "/nonexistent";
  }
}
