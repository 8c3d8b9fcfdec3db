import { randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type GitCall, runGit } from "@codex/core";
import { makeScratchFolder } from "@codex/private-files";
import type { ObjectInfo, ObjectStore } from "@nats-io/obj";
import type { Fleet } from "../connection/fleet.js";
import { OBJECT_STREAM, SUBJECTS } from "../connection/names.js";
import { isOutage, isWrongSequence } from "../connection/nats-errors.js";
import { readObject } from "../connection/read-object.js";
import { FleetError } from "../fleet-error.js";
import { requiredGit } from "./required-git.js";
import { isCommitId } from "./workspace-ref.js";

/** Contains refs of commits that the fleet has. A worker's workspaces keep them. */
export const FLEET_REFS = "refs/codex/fleet";
/** Contains refs of commits that a worker is sending: if it is killed, the fleet does not have them. */
const SENDING_REFS = "refs/codex/sending";
/** How many ancestors of a commit to look for on the server, so that only newer commits are sent. */
const ANCESTORS = 20;
/** How often to try a download that fails. */
const DOWNLOADS = 3;
/** Commits that one commit may require, directly and indirectly. Ours require one for each bit of their number, and some of the history. */
const MAX_REQUIRED = 200;

export interface RepositoryCall extends GitCall {
  /** Codex's own folder, for files on their way. */
  readonly codexHome: string;
}

export interface SendOptions {
  /** The previous commit, which the fleet has. Default: none. */
  readonly after: string | undefined;
  /** The commit that the first one requires, which the fleet has. Default: none. */
  readonly base?: string | undefined;
  /** Other commits to leave out, which the fleet has. */
  readonly without?: readonly string[];
  /** A temporary ref of the commit, which is deleted once the fleet has it. Default: a new one. */
  readonly ref?: string | undefined;
}

/** Commits on the fleet: each is an object named after the commit, a Git bundle of everything that the commit it requires does not have. */
export class BundleStore {
  readonly #store: ObjectStore;
  readonly #manager: Fleet["manager"];
  readonly #call: RepositoryCall;
  readonly #refs: string;

  /** `call`: the local repository. `refs`: where to put refs to commits. */
  constructor({ objects, manager }: Fleet, call: RepositoryCall, refs = FLEET_REFS) {
    this.#refs = refs;
    this.#store = objects;
    this.#manager = manager;
    this.#call = call;
  }

  /** Sends a commit with its history, without the commits that the fleet has. `base`: another one that it has, in case it has no ancestor. */
  async sendHistory(commit: string, base?: string): Promise<void> {
    if ((await this.#stateOf(commit)).isWhole) return this.#keep(commit);
    const listing = await runGit(
      ["rev-list", "--first-parent", `--max-count=${ANCESTORS}`, "--skip=1", commit],
      this.#call,
    );
    const ancestors = (listing ?? "").split("\n").filter((line) => line !== "");
    const known = await Promise.all(
      ancestors.map(async (name) => ((await this.#stateOf(name)).isWhole ? name : undefined)),
    );
    await this.send(commit, { after: known.find((name) => name !== undefined), base });
  }

  /** A name for a ref of a commit that is not on the fleet yet. */
  temporaryRef(): string {
    return `${this.#refs === FLEET_REFS ? SENDING_REFS : this.#refs}/${randomUUID()}`;
  }

  /** Sends a commit, unless the fleet has it. */
  async send(commit: string, options: SendOptions): Promise<void> {
    const before = await this.#stateOf(commit);
    // The same name means the same content, and replacing an object breaks the downloads of others.
    if (before.isWhole) return this.#keep(commit, options.ref);
    const ref = options.ref ?? this.temporaryRef();
    if (options.ref === undefined) await this.#updateRefs(`update ${ref} ${commit}\n`);
    try {
      await this.#upload(commit, { ...options, ref, revision: before.revision });
    } catch (error) {
      if (options.ref === undefined) await this.#updateRefs(`delete ${ref}\n`).catch(() => {});
      throw error;
    }
    await this.#keep(commit, ref);
  }

  async #upload(
    commit: string,
    { after, base, without = [], ref, revision }: SendOptions & { readonly ref: string; readonly revision: number },
  ): Promise<void> {
    await using scratch = await makeScratchFolder(this.#call.codexHome);
    const file = path.join(scratch.path, "bundle");
    const { number, requires } = after === undefined ? { number: 0, requires: base } : await this.#linkAfter(after);
    // If a commit is not an ancestor, Git sends shared files again unless its tree is excluded, too.
    const known = [...(requires === undefined ? [] : [requires]), ...without];
    const excluded = known.flatMap((name) => [`^${name}`, `^${name}^{tree}`]);
    let reason = "this repository lacks files of it";
    const onFailure = (said: string) => {
      reason = said;
    };
    const made = await runGit(["bundle", "create", "--quiet", file, ref, ...excluded], { ...this.#call, onFailure });
    if (made === undefined) throw unusable(`Git could not bundle the commit ${commit}: ${reason}`);
    const meta = { name: commit, metadata: { requires: requires ?? "", number: String(number) } };
    const content = Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>;
    try {
      await this.#store.put(meta, content, { previousRevision: revision });
    } catch (error) {
      // Somebody else may have sent it meanwhile.
      if (!isWrongSequence(error) || !(await this.#stateOf(commit)).isWhole) throw error;
    }
  }

  /**
   * The number of the next commit, and the commit that it requires: the one whose number lacks the lowest set bit. A chain of n commits
   * thus needs at most log n downloads, and each file is sent at most log n times.
   */
  async #linkAfter(after: string): Promise<{ readonly number: number; readonly requires: string }> {
    let [link, requires] = [await this.#linkOf(after), after];
    const number = link.number + 1;
    const wanted = number & (number - 1);
    for (let steps = 0; link.number > wanted && link.requires !== "" && steps < MAX_REQUIRED; steps++) {
      requires = link.requires;
      link = await this.#linkOf(requires);
    }
    // Others may have sent the same commit with other predecessors.
    return { number, requires: requires === after || (await this.#has(requires)) ? requires : after };
  }

  async #linkOf(commit: string): Promise<{ readonly number: number; readonly requires: string }> {
    const info = await this.#infoOf(commit);
    const number = Number(info.metadata?.["number"]);
    return { number: Number.isInteger(number) && number > 0 ? number : 0, requires: requiredBy(info) };
  }

  /** Whether the fleet has the complete commit. */
  async has(commit: string): Promise<boolean> {
    return (await this.#stateOf(commit)).isWhole;
  }

  /**
   * Whether the fleet has the complete commit, and the revision of its description (0 if there is none). There may be a description without
   * pieces: if the network fails during an upload, the library deletes the pieces, and the description may arrive late.
   */
  async #stateOf(commit: string): Promise<{ readonly isWhole: boolean; readonly revision: number }> {
    const info = await this.#store.info(commit);
    if (info === null || info.deleted) return { isWhole: false, revision: info?.revision ?? 0 };
    const lastPiece = await this.#manager.streams.getMessage(OBJECT_STREAM, {
      last_by_subj: SUBJECTS.objectPieces(info.nuid),
    });
    return { isWhole: lastPiece !== null, revision: info.revision };
  }

  /**
   * Downloads a commit and those that it requires. @throws FleetError `workspace-unusable` if the fleet does not have it, `unreachable` if
   * the server does not send it
   */
  async take(commit: string): Promise<void> {
    const missing: string[] = [];
    let name = commit;
    while (name !== "" && !(await this.#has(name))) {
      if (missing.push(name) > MAX_REQUIRED) throw unusable(`the commit ${commit} requires too many others`);
      name = requiredBy(await this.#infoOf(name));
    }
    if (name !== "") await this.#keep(name);
    for (const each of missing.reverse()) await this.#takeBundle(each);
  }

  /** Refers to a commit that the fleet has: bundles can require only such ones, and Git may collect others. */
  async #keep(commit: string, temporary?: string): Promise<void> {
    const rest = temporary === undefined ? "" : `delete ${temporary}\n`;
    await this.#updateRefs(`update ${this.#refs}/${commit} ${commit}\n${rest}`);
  }

  async #updateRefs(input: string): Promise<void> {
    await requiredGit(["update-ref", "--stdin"], { ...this.#call, input }, "keep a commit");
  }

  async #infoOf(commit: string): Promise<ObjectInfo> {
    const info = await this.#store.info(commit);
    if (info === null) throw unusable(`the fleet does not have the commit ${commit}`);
    return info;
  }

  async #takeBundle(commit: string): Promise<void> {
    await using scratch = await makeScratchFolder(this.#call.codexHome);
    const file = path.join(scratch.path, "bundle");
    for (let attempt = 1; !(await this.#download(commit, file)); attempt++) {
      if (attempt < DOWNLOADS) continue;
      throw new FleetError("unreachable", `the fleet's server does not send the commit ${commit}, or sends it damaged`);
    }
    await requiredGit(["bundle", "unbundle", file], this.#call, "take a commit in");
    await this.#keep(commit);
  }

  async #download(commit: string, file: string): Promise<boolean> {
    const pieces = await readObject(this.#store, commit);
    if (pieces === undefined) throw unusable(`the fleet does not have the commit ${commit}`);
    try {
      await pipeline(pieces, createWriteStream(file));
      return true;
    } catch (error) {
      // A full disk here, for example, would not get better by asking again.
      if (!isOutage(error) && !(error instanceof FleetError)) throw error;
      return false;
    }
  }

  async #has(commit: string): Promise<boolean> {
    return (await runGit(["rev-parse", "--verify", "--quiet", `${commit}^{commit}`], this.#call))?.trim() === commit;
  }
}

/** Empty if it requires none. Anybody on the bus can write the description, so it is checked. */
function requiredBy({ name, metadata }: ObjectInfo): string {
  const required = metadata?.["requires"] ?? "";
  if (required === "" || isCommitId(required)) return required;
  throw unusable(`the fleet's description of the commit ${name} is invalid`);
}

export function unusable(message: string, cause?: unknown): FleetError {
  return new FleetError("workspace-unusable", message, { cause });
}
