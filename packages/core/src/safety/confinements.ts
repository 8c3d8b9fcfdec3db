import type { Confinement, WritableRoot } from "@codex/linux-sandbox";
import type { CurrentSandboxPolicy } from "@codex/protocol";
import { allowsNetwork } from "../config/permissions/allows-network.js";
import type { Environment } from "../environment.js";
import { isBelow, isWithin } from "../files/is-within.js";
import { realPathWithMissing } from "../files/real-path.js";
import type { Permissions } from "../items/permissions.js";
import { linkedPlaces } from "./obeyed/linked-places.js";
import { ObeyedFiles, type Watch } from "./obeyed/obeyed-files.js";
import { protectedPathsIn } from "./protected-paths.js";
import type { RestrictedPaths } from "./restricted-paths.js";
import { type ScopeRoot, SessionRoots } from "./roots/session-roots.js";
import { temporaryCaches } from "./temporary-caches.js";

export interface ConfinementRequest extends RestrictedPaths {
  readonly sandboxPolicy: CurrentSandboxPolicy;
  /** What the user granted in addition to the policy. Default: nothing. */
  readonly granted?: Permissions | undefined;
  /** The session's folder. The policy's writable folders are relative to it, wherever the command itself runs. */
  readonly sandboxCwd: string;
  /** Real paths of files that the command cannot read. Default: none. */
  readonly hiddenFiles?: readonly string[] | undefined;
  /** Absolute paths of local sockets that it may connect to, if it has the network. Default: none. */
  readonly unixSockets?: readonly string[] | undefined;
  /** The folders of the command's session. Default: resolved now. */
  readonly roots?: SessionRoots | undefined;
}

/** How one command is confined. */
export type PreparedConfinement =
  | {
      readonly type: "prepared";
      readonly confinement: Confinement;
      /** Must be ended with the command, or if that does not start. Undefined: the command can write nothing. */
      readonly watch: Watch | undefined;
    }
  /** A writable folder has been replaced; `message` is one line for the user. */
  | { readonly type: "changed"; readonly message: string };

/** Turns policies into confinements for commands on this machine, at this moment. */
export class Confinements {
  readonly #env: Environment;
  readonly #obeyed: ObeyedFiles;

  constructor(env: Environment) {
    this.#env = env;
    this.#obeyed = new ObeyedFiles(env);
  }

  async prepare({
    sandboxPolicy,
    granted,
    sandboxCwd,
    hiddenFiles,
    deniedPaths = [],
    readOnlyPaths = [],
    unixSockets,
    roots,
  }: ConfinementRequest): Promise<PreparedConfinement> {
    const known = roots ?? new SessionRoots({ env: this.#env });
    const scope = known.scope(sandboxPolicy, sandboxCwd, granted);
    if (scope.type === "changed") return scope;
    const { codexHome } = known;
    const isDeniedAt = (place: string) => deniedPaths.some((denied) => isWithin(denied, place));
    if (isDeniedAt(realPathWithMissing(sandboxCwd))) return { type: "changed", message: deniedMessage(sandboxCwd) };
    const open = scope.roots.filter(({ root }) => !isDeniedAt(root));
    const { ownPrograms } = known;
    const places = linkedPlaces(open);
    const watch =
      open.length === 0 ? undefined : await this.#obeyed.begin({ roots: open, env: known.env, ownPrograms }, places);
    const also = [...(watch?.protectedPaths ?? []), ...ownPrograms, ...readOnlyPaths];
    const ofRoots = open.flatMap((root) => protectedPathsIn(root, { env: known.env, codexHome, places }));
    const protectedPaths = [...new Set([...ofRoots, ...also])].flatMap(places.of);
    const writableRoots = open.map((root) => writableRoot(root, protectedPaths, known.env));
    // A session's work tree may be in Codex's folder; then nothing else in there is writable.
    const isCodexsOwn = codexHome !== undefined && open.some(({ root }) => isBelow(codexHome, root));
    const sealedFolders = codexHome === undefined || isCodexsOwn ? [] : [codexHome];
    const network = allowsNetwork(sandboxPolicy, granted);
    const needsMounts = readOnlyPaths.some((path) => open.some(({ root }) => isWithin(root, path)));
    const confinement: Confinement = {
      ...{ writableRoots, network, unixSockets, sealedFolders },
      ...{ hiddenFiles, deniedPaths, needsMounts },
    };
    return { type: "prepared", confinement, watch };
  }
}

const deniedMessage = (folder: string): string => `the permission profile denies ${folder}, where the session works`;

function writableRoot({ root }: ScopeRoot, protectedPaths: readonly string[], env: Environment): WritableRoot {
  const isInside = (path: string) => isBelow(root, path);
  return {
    root,
    readOnlySubpaths: [...new Set(protectedPaths)].filter(isInside),
    reservedFolders: temporaryCaches(env).filter(isInside),
  };
}
