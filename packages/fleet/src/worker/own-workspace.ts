import { randomUUID } from "node:crypto";
import { mkdir, readdir, realpath, rename, rm } from "node:fs/promises";
import path from "node:path";
import { type Environment, errorMessage, isWithin } from "@codex/core";
import type { Fleet } from "../connection/fleet.js";
import { isOutage } from "../connection/nats-errors.js";
import { FleetError } from "../fleet-error.js";
import { cloneRepository } from "../workspace/clone-repository.js";
import { makeRepository, restoreSnapshot } from "../workspace/restore-snapshot.js";
import { GIT_LIMIT_MS, takeSnapshot } from "../workspace/take-snapshot.js";
import { unusable } from "../workspace/unusable.js";
import { workingTreeFingerprint } from "../workspace/working-tree-fingerprint.js";
import type { Snapshot, WorkspaceRef } from "../workspace/workspace-ref.js";

export interface WorkspaceOptions {
  /** The thread's own folder, absolute. */
  readonly root: string;
  /** The wanted state; undefined for an empty folder. */
  readonly ref: WorkspaceRef | undefined;
  /** Other folders that turns may work in: those that the workers share. */
  readonly shared: readonly string[];
  readonly codexHome: string;
  readonly env: Environment;
  readonly signal: AbortSignal;
  /** Receives lines for the worker's log. */
  readonly onNotice: (line: string) => void;
}

/** The name prefix of workspaces that are being removed, so that no workspace is ever incomplete. */
export const LEAVING = "leaving-";

/** The workspace of a thread on this machine. */
export class OwnWorkspace {
  readonly #fleet: Fleet;
  readonly #options: WorkspaceOptions;
  readonly #named = new Set<string>();
  #ref: WorkspaceRef | undefined;
  /** Of the working tree in `#ref`. */
  #fingerprint: string | undefined;
  /** The turn's working directory, absolute. */
  readonly cwd: string;

  private constructor(fleet: Fleet, options: WorkspaceOptions, cwd: string) {
    this.#fleet = fleet;
    this.#options = options;
    this.#ref = options.ref;
    this.cwd = cwd;
  }

  /** @throws FleetError `workspace-unusable` */
  static async open(fleet: Fleet, options: WorkspaceOptions): Promise<OwnWorkspace> {
    return new OwnWorkspace(fleet, options, await prepare(fleet, options));
  }

  /** How another machine gets its current state; undefined for an empty folder. */
  get ref(): WorkspaceRef | undefined {
    return this.#ref;
  }

  /** Sends the changes since the last call. Returns the files that stay on this machine, each only once. */
  async keep(): Promise<readonly string[]> {
    const { root, codexHome, env, signal } = this.#options;
    if (this.#ref?.type === "shared") return [];
    if (this.#ref === undefined) {
      if ((await readdir(root)).length === 0) return [];
      await makeRepository(root, { cwd: root, env, signal, timeoutMs: GIT_LIMIT_MS });
    }
    const before = this.#ref?.type === "snapshot" ? this.#ref : undefined;
    // Taken first: a background process may change more during the snapshot.
    const fingerprint = await workingTreeFingerprint({ cwd: root, env, signal, timeoutMs: GIT_LIMIT_MS });
    if (before !== undefined && fingerprint !== undefined && fingerprint === this.#fingerprint) return [];
    const taken = await takeSnapshot(this.#fleet, { cwd: root, codexHome, env, signal, isWorkspace: true }, before);
    if (taken === undefined) throw unusable(`${root} is no longer a repository`);
    this.#ref = taken.snapshot;
    this.#fingerprint = fingerprint;
    const fresh = taken.left.filter((name) => !this.#named.has(name));
    for (const name of fresh) this.#named.add(name);
    return fresh;
  }
}

/** Returns the folder to work in. */
async function prepare(fleet: Fleet, options: WorkspaceOptions): Promise<string> {
  const { root, ref, shared, env, signal } = options;
  switch (ref?.type) {
    case undefined:
      await empty(root);
      return root;
    case "clone":
      await empty(root);
      await cloneRepository({ url: ref.url, ref: ref.ref, root, env, signal });
      return root;
    case "shared":
      return sharedFolder(ref.path, shared);
    case "snapshot":
      return restore(fleet, ref, options);
    default:
      return ref satisfies never;
  }
}

/**
 * Restores into the existing folder, which saves most of the work. If a command has broken that, for example because it was killed during
 * a commit, the workspace is recreated. If only the server is away, it is kept: it has the files that Git ignores.
 */
async function restore(
  fleet: Fleet,
  snapshot: Snapshot,
  { root, codexHome, env, signal, onNotice }: WorkspaceOptions,
): Promise<string> {
  const place = { root, codexHome, env, signal };
  try {
    return await restoreSnapshot(fleet, snapshot, place);
  } catch (error) {
    signal.throwIfAborted();
    if (isOutage(error) || (error instanceof FleetError && error.code === "unreachable")) throw error;
    const aside = path.join(path.dirname(root), `${LEAVING}${randomUUID()}`);
    await rename(root, aside);
    try {
      const folder = await restoreSnapshot(fleet, snapshot, place);
      onNotice(`the workspace ${root} was created again, without what Git ignores: ${errorMessage(error)}`);
      await rm(aside, { recursive: true, force: true });
      return folder;
    } catch (cause) {
      await rm(root, { recursive: true, force: true });
      await rename(aside, root);
      throw cause;
    }
  }
}

/** Also removes what an earlier try has left. */
async function empty(root: string): Promise<void> {
  await rm(root, { recursive: true, force: true });
  await mkdir(root, { recursive: true, mode: 0o700 });
}

async function sharedFolder(folder: string, shared: readonly string[]): Promise<string> {
  const real = await realpath(folder).catch(() => undefined);
  const roots = await Promise.all(shared.map((root) => realpath(root).catch(() => root)));
  const isShared = real !== undefined && roots.some((root) => isWithin(root, real));
  if (!isShared) throw unusable(`${folder} is not a folder that this worker shares`);
  return real;
}
