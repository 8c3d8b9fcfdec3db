import { realpath } from "node:fs/promises";
import type { Confinement, WritableRoot } from "@codex/linux-sandbox";
import type { SandboxPolicy } from "@codex/protocol";
import type { Environment } from "../environment.js";
import { allowsNetwork } from "./allows-network.js";
import { NestedRepositories } from "./nested-repositories.js";
import { protectedPathsBelow } from "./protected-paths.js";
import { writableRootsOf } from "./writable-roots.js";

export interface ConfinementRequest {
  readonly sandboxPolicy: SandboxPolicy;
  /** The session's folder, wherever the command itself runs. */
  readonly sandboxCwd: string;
  /** Real paths of files that the command cannot read. */
  readonly hiddenFiles?: readonly string[] | undefined;
}

/** What policies mean for commands on this machine right now. */
export class Confinements {
  readonly #env: Environment;
  readonly #nested = new NestedRepositories();

  constructor(env: Environment) {
    this.#env = env;
  }

  async of({ sandboxPolicy, sandboxCwd, hiddenFiles }: ConfinementRequest): Promise<Confinement> {
    const writableRoots = await completeRoots(writableRootsOf(sandboxPolicy, sandboxCwd, this.#env), this.#nested);
    return { writableRoots, network: allowsNetwork(sandboxPolicy), hiddenFiles };
  }
}

/** Writable folders by their real paths, each with all that is protected in it, whichever folder that belongs to. */
async function completeRoots(declared: readonly WritableRoot[], nested: NestedRepositories): Promise<WritableRoot[]> {
  const roots = await Promise.all(
    declared.map(async ({ root, readOnlySubpaths }) => ({
      root: await realpath(root).catch(() => root),
      isWorkspace: readOnlySubpaths.length > 0,
    })),
  );
  const workspaces = roots.filter(({ isWorkspace }) => isWorkspace).map(({ root }) => root);
  const inside = await Promise.all(workspaces.map((root) => nested.protectedPaths(root)));
  const paths = [...new Set([...workspaces.flatMap(protectedPathsBelow), ...inside.flat()])];
  return roots.map(({ root }) => ({ root, readOnlySubpaths: paths.filter((path) => isBelow(root, path)) }));
}

const isBelow = (folder: string, path: string): boolean => path.startsWith(folder === "/" ? folder : `${folder}/`);
