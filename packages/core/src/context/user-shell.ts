import path from "node:path";
import type { Environment } from "../environment.js";

/** The user's login shell, if commands can be run through its profile. */
export interface UserShell {
  readonly name: string;
  readonly path: string;
  /** The file that sets the shell up. */
  readonly profile: string;
}

/** The user's shell on macOS if it is zsh. Elsewhere, and for other shells, undefined: the model then gets no shell. */
export function defaultUserShell(env: Environment, platform: NodeJS.Platform): UserShell | undefined {
  const shell = env["SHELL"];
  const home = env["HOME"];
  if (platform !== "darwin" || home === undefined || shell === undefined || !shell.endsWith("/zsh")) return undefined;
  return { name: "zsh", path: shell, profile: path.join(home, ".zshrc") };
}
