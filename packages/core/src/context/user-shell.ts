import path from "node:path";
import type { Environment } from "../environment.js";

/** The user's login shell, where commands can be run through its profile. */
export interface UserShell {
  readonly name: string;
  readonly path: string;
  /** The file that sets the shell up. */
  readonly profile: string;
}

/** The user's shell on macOS when it is zsh; elsewhere, and for other shells, the model is told nothing of it. */
export function defaultUserShell(env: Environment, platform: NodeJS.Platform): UserShell | undefined {
  const shell = env["SHELL"];
  const home = env["HOME"];
  if (platform !== "darwin" || home === undefined || shell === undefined || !shell.endsWith("/zsh")) return undefined;
  return { name: "zsh", path: shell, profile: path.join(home, ".zshrc") };
}
