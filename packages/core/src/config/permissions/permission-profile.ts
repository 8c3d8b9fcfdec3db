import path from "node:path";
import type { CurrentSandboxPolicy, SandboxMode } from "@codex/protocol";
import { CodexError } from "../../error.js";
import type { PermissionProfileToml } from "../toml/permissions-toml.js";
import { type Place, type ProfileSurroundings, placesOf } from "./permission-places.js";
import { sandboxOfPlaces } from "./permission-sandbox.js";
import type { Restrictions } from "./restrictions.js";

/** The profile that a sandbox is based on. */
export interface ActiveProfile {
  readonly id: string;
  readonly extends?: string | undefined;
}

/** A profile from `config.toml`, with a sandbox that enforces it. */
export interface PermissionProfile {
  readonly profile: ActiveProfile;
  readonly sandboxPolicy: CurrentSandboxPolicy;
  readonly restrictions: Restrictions;
}

export type ProfilesToml = Readonly<Record<string, PermissionProfileToml>>;

/** The built-in profiles, with the sandbox mode of each. */
export const BUILT_IN_PROFILES: Readonly<Record<string, SandboxMode>> = {
  ":read-only": "read-only",
  ":workspace": "workspace-write",
  ":danger-full-access": "danger-full-access",
};

export const builtInMode = (id: string): SandboxMode | undefined =>
  Object.hasOwn(BUILT_IN_PROFILES, id) ? BUILT_IN_PROFILES[id] : undefined;

/** @throws CodexError `config-invalid` for a profile that is unknown, invalid, or not enforceable by any sandbox here. */
export function permissionProfile(
  id: string,
  profiles: ProfilesToml,
  { cwd, env }: Omit<ProfileSurroundings, "refuse">,
): PermissionProfile {
  const refuse = (why: string): never => {
    throw new CodexError("config-invalid", `the permission profile \`${id}\` ${why}`);
  };
  const { chain, base } = chainOf(id, profiles, refuse);
  const surroundings = { cwd, env, refuse };
  const network = networkOf(chain, refuse);
  const places = latestOfEach(placesOf(chain, base, surroundings), cwd);
  const { sandboxPolicy, restrictions } = sandboxOfPlaces(places, { ...surroundings, network });
  return {
    profile: { id, extends: chain.at(-1)?.extends },
    sandboxPolicy,
    restrictions: { ...restrictions, unixSockets: socketsOf(chain) },
  };
}

interface Chain {
  /** Base profiles first. */
  readonly chain: readonly PermissionProfileToml[];
  readonly base: SandboxMode | undefined;
}

function chainOf(id: string, profiles: ProfilesToml, refuse: ProfileSurroundings["refuse"]): Chain {
  const chain: PermissionProfileToml[] = [];
  const seen = new Set<string>();
  for (let name: string | undefined = id; name !== undefined; ) {
    if (seen.has(name)) refuse(`extends itself by way of \`${name}\``);
    seen.add(name);
    const base = builtInMode(name);
    if (base === "danger-full-access") refuse("cannot extend one that confines nothing");
    if (base !== undefined) return { chain, base };
    const profile: PermissionProfileToml | undefined = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
    if (profile === undefined || name.startsWith(":")) {
      return refuse(name === id ? "is not defined" : `extends \`${name}\`, which is not defined`);
    }
    chain.unshift(profile);
    name = profile.extends;
  }
  return { chain, base: undefined };
}

/** A later entry for a path replaces an earlier one. */
function latestOfEach(places: readonly Place[], cwd: string): Place[] {
  return [...new Map(places.map((place) => [path.resolve(cwd, place.path), place])).values()];
}

/** Whether commands may use the network, for all hosts. */
function networkOf(chain: readonly PermissionProfileToml[], refuse: ProfileSurroundings["refuse"]): boolean {
  const latest = <Key extends keyof NonNullable<PermissionProfileToml["network"]>>(key: Key) =>
    chain.findLast(({ network }) => network?.[key] !== undefined)?.network?.[key];
  if (latest("enabled") !== true) return false;
  const isLimited = latest("mode") === "limited" || (latest("mitm") ?? false) !== false;
  if (isLimited || Object.keys(latest("domains") ?? {}).length > 0)
    refuse("limits the network to some hosts, which Codex cannot enforce: allow the whole network or none of it");
  return true;
}

function socketsOf(chain: readonly PermissionProfileToml[]): string[] {
  const sockets = Object.assign({}, ...chain.map(({ network }) => network?.unix_sockets ?? {}));
  return Object.entries(sockets).flatMap(([socket, access]) => (access === "allow" ? [socket] : []));
}
