import { randomUUID } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type GitCall, runGit } from "@codex/core";
import { makeScratchFolder } from "@codex/private-files";
import type { ObjectStore } from "@nats-io/obj";
import type { Fleet } from "../connection/fleet.js";
import { isOutage, isWrongSequence } from "../connection/nats-errors.js";
import { readObject } from "../connection/read-object.js";
import { FleetError } from "../fleet-error.js";
import { requiredGit } from "./required-git.js";
import { type CommitLink, MAX_REQUIRED, StoredCommits } from "./stored-commits.js";
import { unusable } from "./unusable.js";

/** Contains refs of commits that the fleet has. A worker's workspaces keep them. */
export const FLEET_REFS = "refs/codex/fleet";
/** Contains refs of commits that a worker is sending: if it is killed, the fleet does not have them. */
const SENDING_REFS = "refs/codex/sending";
/** How many ancestors of a commit to look for on the server, so that only newer commits are sent. */
const ANCESTORS = 20;
/** How often to try a download that fails. */
const DOWNLOADS = 3;
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
  readonly #commits: StoredCommits;
  readonly #call: RepositoryCall;
  readonly #refs: string;

  /** `call`: the local repository. `refs`: where to put refs to commits. */
  constructor(fleet: Fleet, call: RepositoryCall, refs = FLEET_REFS) {
    this.#refs = refs;
    this.#store = fleet.objects;
    this.#commits = new StoredCommits(fleet);
    this.#call = call;
  }

  /** Sends a commit with its history, without the commits that the fleet has. `base`: another one that it has, in case it has no ancestor. */
  async sendHistory(commit: string, base?: string): Promise<void> {
    if (await this.#commits.has(commit)) return this.#keep(commit);
    const listing = await runGit(
      ["rev-list", "--first-parent", `--max-count=${ANCESTORS}`, "--skip=1", commit],
      this.#call,
    );
    const ancestors = (listing ?? "").split("\n").filter((line) => line !== "");
    const known = await Promise.all(
      ancestors.map(async (name) => ((await this.#commits.has(name)) ? name : undefined)),
    );
    await this.send(commit, { after: known.find((name) => name !== undefined), base });
  }

  /** A name for a ref of a commit that is not on the fleet yet. */
  temporaryRef(): string {
    return `${this.#refs === FLEET_REFS ? SENDING_REFS : this.#refs}/${randomUUID()}`;
  }

  /** Sends a commit, unless the fleet has it. */
  async send(commit: string, options: SendOptions): Promise<void> {
    const before = await this.#commits.stateOf(commit);
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
      if (!isWrongSequence(error) || !(await this.#commits.has(commit))) throw error;
    }
  }

  async #linkAfter(after: string): Promise<CommitLink> {
    const { number, requires } = await this.#commits.linkAfter(after);
    // Others may have sent the same commit with other predecessors.
    return { number, requires: requires === after || (await this.#has(requires)) ? requires : after };
  }

  /** Whether the fleet has the complete commit. */
  async has(commit: string): Promise<boolean> {
    return this.#commits.has(commit);
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
      name = await this.#commits.requiredBy(name);
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
