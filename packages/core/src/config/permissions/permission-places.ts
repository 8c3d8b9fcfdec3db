import path from "node:path";
import type { SandboxMode } from "@codex/protocol";
import type { Environment } from "../../environment.js";
import { expandHome } from "../../environment.js";
import type { Access, PermissionProfileToml } from "../toml/permissions-toml.js";

/** What is needed to resolve a profile. */
export interface ProfileSurroundings {
  readonly cwd: string;
  readonly env: Environment;
  /** Always throws. */
  readonly refuse: (why: string) => never;
}

/** A file or folder and the access that a profile gives to it. */
export interface Place {
  /** Absolute, or relative to the session's working directory, which is `.`. */
  readonly path: string;
  readonly access: Exclude<Access, "none">;
}

/** All file entries of the profiles, base profiles first. */
export function placesOf(
  chain: readonly PermissionProfileToml[],
  base: SandboxMode | undefined,
  surroundings: ProfileSurroundings,
): Place[] {
  const roots = [".", ...moreRoots(chain, surroundings)];
  const own = chain.flatMap(({ filesystem: { glob_scan_max_depth: _, ...entries } = {} }) =>
    Object.entries(entries).flatMap(([key, value]) =>
      (typeof value === "string" ? [[".", value] as const] : Object.entries(value)).flatMap(([below, access]) =>
        placesAt(key, { below, access, roots }, surroundings),
      ),
    ),
  );
  return [...placesOfBase(base, roots, surroundings), ...own];
}

function placesOfBase(base: SandboxMode | undefined, roots: readonly string[], { env }: ProfileSurroundings): Place[] {
  if (base === undefined) return [];
  const everything: Place = { path: "/", access: "read" };
  if (base !== "workspace-write") return [everything];
  const temporary = [SLASH_TMP, ...temporaryFolder(env)];
  return [everything, ...[...roots, ...temporary].map((path): Place => ({ path, access: "write" }))];
}

export const SLASH_TMP = "/tmp";

/** The folder in `$TMPDIR`, if it is set. */
export function temporaryFolder(env: ProfileSurroundings["env"]): string[] {
  const folder = env["TMPDIR"];
  return folder !== undefined && path.isAbsolute(folder) ? [path.resolve(folder)] : [];
}

function moreRoots(chain: readonly PermissionProfileToml[], { env, refuse }: ProfileSurroundings): string[] {
  const switches: Readonly<Record<string, boolean>> = Object.assign(
    {},
    ...chain.map((one) => one.workspace_roots ?? {}),
  );
  return Object.keys(switches)
    .filter((root) => switches[root] === true)
    .map((root) => expandHome(root, env))
    .map((root) =>
      path.isAbsolute(root) ? root : refuse(`has a workspace root that is not an absolute path: ${root}`),
    );
}

interface Entry {
  readonly below: string;
  readonly access: Access;
  /** The folders that `:workspace_roots` stands for. */
  readonly roots: readonly string[];
}

function placesAt(key: string, { below, access: given, roots }: Entry, surroundings: ProfileSurroundings): Place[] {
  const { refuse } = surroundings;
  const access = given === "none" ? "deny" : given;
  const known = bases(key, access, roots, surroundings);
  const name = `${key}${below === "." ? "" : `/${below}`}`;
  const isInside =
    below === "." || (!path.isAbsolute(below) && !below.split("/").some((part) => /^\.{0,2}$/.test(part)));
  if (!isInside) refuse(`names ${name}, which is not below ${key}`);
  return known.map((folder) => ({ path: withoutPattern(path.join(folder, below), name, refuse), access }));
}

/** The paths that a key stands for; none for something that does not exist here. */
function bases(
  key: string,
  access: Place["access"],
  roots: readonly string[],
  { env, refuse }: ProfileSurroundings,
): readonly string[] {
  switch (key) {
    case ":root":
      return ["/"];
    case ":workspace_roots":
      return roots;
    case ":slash_tmp":
      return [SLASH_TMP];
    case ":tmpdir":
      return temporaryFolder(env);
    default:
  }
  // The files that a program needs to start are readable wherever everything is.
  if (key === ":minimal" && access === "read") return [];
  if (key.startsWith(":")) return refuse(`has an entry for ${key}, which this version of Codex does not know`);
  const absolute = expandHome(key, env);
  return path.isAbsolute(absolute)
    ? [absolute]
    : refuse(`names ${key}, which is neither an absolute path nor a place such as :root`);
}

/** A trailing `/**` means the folder itself. */
function withoutPattern(given: string, name: string, refuse: ProfileSurroundings["refuse"]): string {
  const place = path.normalize(given).replace(/\/\*\*$/, "") || "/";
  if (!/[*?[\]]/.test(place)) return place.length > 1 ? place.replace(/\/$/, "") : place;
  return refuse(`names ${name}, but Codex cannot enforce patterns: name each file or folder`);
}
