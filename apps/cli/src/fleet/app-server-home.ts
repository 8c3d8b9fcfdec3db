import path from "node:path";
import { gitRepositoryRoot, isWithin } from "@codex/core";
import { type Fleet, type FleetHome, fleetHome, type TakenWorkspace, takeSnapshot } from "@codex/fleet";
import type { Invocation } from "../command-line/command-spec.js";
import { configFromInvocation } from "../commands/session-config.js";
import type { Io } from "../io.js";
import { openFleet } from "./open-fleet.js";

/** Offers a fleet's threads to clients of an app-server. Running turns continue after it is disposed. */
export async function openAppServerHome(invocation: Invocation, io: Io): Promise<FleetHome & AsyncDisposable> {
  const shared = invocation.option("shared");
  const folder = shared && path.resolve(io.cwd, shared);
  const config = await configFromInvocation(invocation, io);
  const fleet = await openFleet(invocation, io, config);
  return {
    ...fleetHome(fleet, {
      label: invocation.option("label"),
      workspaceOf: (cwd) => workspaceOf(fleet, io, { cwd, codexHome: config.codexHome, shared: folder }),
    }),
    [Symbol.asyncDispose]: () => fleet[Symbol.asyncDispose](),
  };
}

/** Workers use a shared folder directly; otherwise they get a copy of the repository. */
async function workspaceOf(
  fleet: Fleet,
  { env, signal }: Io,
  { cwd, codexHome, shared }: { readonly cwd: string; readonly codexHome: string; readonly shared: string | undefined },
): Promise<TakenWorkspace> {
  if (shared !== undefined && isWithin(shared, cwd)) return { ref: { type: "shared", path: cwd }, left: [] };
  if ((await gitRepositoryRoot(cwd)) === undefined) return { ref: undefined, left: [] };
  const taken = await takeSnapshot(fleet, { cwd, codexHome, env, signal });
  return { ref: taken?.snapshot, left: taken?.left ?? [] };
}
