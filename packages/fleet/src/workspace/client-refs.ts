import { randomUUID } from "node:crypto";
import { type GitCall, runGit } from "@codex/core";
import { FLEET_REFS } from "./bundle-store.js";

const DELETE_LIMIT_MS = 5_000;
/** Clients take minutes at most, so these belong to killed ones. */
const OLD_MS = 24 * 60 * 60 * 1000;

/** A prefix for the temporary refs of one client: several may work in a repository at the same time. */
export function newClientRefs(): string {
  return `${FLEET_REFS}/client-${Date.now()}-${randomUUID()}`;
}

/** Deletes the refs of a client, and those that killed clients have left, so that Git can collect the objects. */
export async function deleteClientRefs(refs: string, { signal: _aborted, ...rest }: GitCall): Promise<void> {
  const call = { ...rest, signal: AbortSignal.timeout(DELETE_LIMIT_MS) };
  const listing = await runGit(["for-each-ref", "--format=%(refname)", `${FLEET_REFS}/`], call);
  const names = (listing ?? "").split("\n");
  // In separate transactions, since other clients may delete the old ones, too.
  await deleteAll(
    names.filter((name) => name.startsWith(`${refs}/`)),
    call,
  );
  await deleteAll(names.filter(isOld), call);
}

function isOld(name: string): boolean {
  const time = /\/client-(\d+)-/.exec(name)?.[1];
  return time !== undefined && Number(time) < Date.now() - OLD_MS;
}

async function deleteAll(names: readonly string[], call: GitCall): Promise<void> {
  const input = names.map((name) => `delete ${name}\n`).join("");
  if (input !== "") await runGit(["update-ref", "--stdin"], { ...call, input });
}
