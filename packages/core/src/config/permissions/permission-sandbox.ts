import path from "node:path";
import type { CurrentSandboxPolicy } from "@codex/protocol";
import { isBelow, isWithin } from "../../files/is-within.js";
import type { ProfileSurroundings } from "./permission-places.js";
import { type Place, SLASH_TMP, temporaryFolder } from "./permission-places.js";
import type { Restrictions } from "./restrictions.js";

interface Sandbox {
  readonly sandboxPolicy: CurrentSandboxPolicy;
  readonly restrictions: Restrictions;
}

/**
 * The sandbox that enforces a profile's file entries (each path occurs once). Entries that cannot be enforced are refused, never widened.
 */
export function sandboxOfPlaces(
  places: readonly Place[],
  { cwd, env, refuse, network }: ProfileSurroundings & { readonly network: boolean },
): Sandbox {
  const at = ({ path: place }: Pick<Place, "path">) => path.resolve(cwd, place);
  if (!places.some((place) => at(place) === "/" && place.access !== "deny"))
    refuse(
      'lets commands read only some folders, which Codex cannot enforce: set `":root" = "read"` and deny the paths that must not be read',
    );
  const of = (access: Place["access"]) => places.filter((place) => place.access === access);
  const [denied, written] = [of("deny"), of("write")];
  const readOnly = of("read").filter((place) => written.some((one) => isBelow(at(one), at(place))));
  const isIn = (outer: readonly Place[], inner: Place) =>
    outer.find((one) => isWithin(at(one), at(inner)) && one !== inner);
  for (const place of [...written, ...of("read")]) {
    const outer = isIn(denied, place) ?? (place.access === "write" ? isIn(readOnly, place) : undefined);
    if (outer !== undefined)
      refuse(`opens ${at(place)} within ${at(outer)}, which is set to "${outer.access}": Codex cannot enforce that`);
  }
  if (denied.some((place) => isWithin(at(place), cwd))) refuse(`denies ${cwd}, where the session is to work`);
  const restrictions = { denied: denied.map((place) => place.path), readOnly: readOnly.map((place) => place.path) };
  return { sandboxPolicy: policyOf(written.map(at), { cwd, env, network }), restrictions };
}

function policyOf(
  written: readonly string[],
  { cwd, env, network }: { readonly cwd: string; readonly env: ProfileSurroundings["env"]; readonly network: boolean },
): CurrentSandboxPolicy {
  if (written.length === 0 && !network) return { mode: "read-only" };
  const temporary = temporaryFolder(env);
  return {
    mode: "workspace-write",
    writable_roots: written.filter((place) => place !== cwd && place !== SLASH_TMP && !temporary.includes(place)),
    network_access: network,
    // Without `$TMPDIR` this has no effect and follows `/tmp`.
    exclude_tmpdir_env_var: ![...temporary, ...(temporary.length === 0 ? [SLASH_TMP] : [])].some((place) =>
      written.includes(place),
    ),
    exclude_slash_tmp: !written.includes(SLASH_TMP),
    ...(!written.includes(cwd) && { exclude_cwd: true }),
  };
}
