import { createReadStream, createWriteStream } from "node:fs";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { type GitCall, runGit } from "@codex/core";
import { makeScratchFolder } from "@codex/private-files";
import type { ObjectInfo, ObjectStore } from "@nats-io/obj";
import type { Fleet } from "../connection/fleet.js";
import { OBJECT_STREAM, SUBJECTS } from "../connection/names.js";
import { isWrongSequence } from "../connection/nats-errors.js";
import { readObject } from "../connection/read-object.js";
import { FleetError } from "../fleet-error.js";

/** Refs of ours, for as long as a bundle is made or taken in. */
const REFS = "refs/codex/fleet";
/** Ancestors of a commit that are looked for on the server, so that only what is newer is sent. */
const ANCESTORS = 20;
/** How often a bundle that does not come whole is asked for. */
const DOWNLOADS = 3;
const FORGET_LIMIT_MS = 5_000;

export interface RepositoryCall extends GitCall {
  /** Codex's own folder, for files on their way. */
  readonly codexHome: string;
}

export interface SendOptions {
  /** The one before, which the fleet has. Default: there is none. */
  readonly after: string | undefined;
  /** What the first one requires, which the fleet has. Default: nothing. */
  readonly base?: string | undefined;
  /** What is not sent besides: the fleet has it. */
  readonly without?: readonly string[];
}

/**
 * Commits on the fleet: each is an object with the commit's name, a Git bundle of all that the one that it requires does not have.
 */
export class BundleStore {
  readonly #store: ObjectStore;
  readonly #manager: Fleet["manager"];
  readonly #call: RepositoryCall;
  readonly #held = new Set<string>();

  /** `call`: the repository that bundles are made of, or taken into. */
  constructor({ objects, manager }: Fleet, call: RepositoryCall) {
    this.#store = objects;
    this.#manager = manager;
    this.#call = call;
  }

  /** Sends a commit of the repository's history, unless the fleet has it; what it has of the commits before is not sent again. */
  async sendHistory(commit: string): Promise<void> {
    if ((await this.#stateOf(commit)).isWhole) return this.#hold(commit);
    const listing = await runGit(
      ["rev-list", "--first-parent", `--max-count=${ANCESTORS}`, "--skip=1", commit],
      this.#call,
    );
    const ancestors = (listing ?? "").split("\n").filter((line) => line !== "");
    const known = await Promise.all(
      ancestors.map(async (name) => ((await this.#stateOf(name)).isWhole ? name : undefined)),
    );
    await this.send(commit, { after: known.find((name) => name !== undefined) });
  }

  /** Sends a commit, unless the fleet has it. */
  async send(commit: string, { after, base, without = [] }: SendOptions): Promise<void> {
    const before = await this.#stateOf(commit);
    await this.#hold(commit);
    // The same name is the same content; and who sends it again takes it away from those that read it.
    if (before.isWhole) return;
    await using scratch = await makeScratchFolder(this.#call.codexHome);
    const file = path.join(scratch.path, "bundle");
    const { number, requires } = after === undefined ? { number: 0, requires: base } : await this.#linkAfter(after);
    // Of a commit that is no ancestor, Git would send again what both have: its tree has to be named.
    const known = [...(requires === undefined ? [] : [requires]), ...without];
    const excluded = known.flatMap((name) => [`^${name}`, `^${name}^{tree}`]);
    await must(
      runGit(["bundle", "create", "--quiet", file, `${REFS}/${commit}`, ...excluded], this.#call),
      "bundle a commit",
    );
    const meta = { name: commit, metadata: { requires: requires ?? "", number: String(number) } };
    const content = Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>;
    try {
      await this.#store.put(meta, content, { previousRevision: before.revision });
    } catch (error) {
      // Somebody else has sent it meanwhile.
      if (!isWrongSequence(error) || !(await this.#stateOf(commit)).isWhole) throw error;
    }
  }

  /**
   * Which number the commit after that one gets, and which one it requires: its number without the lowest bit that is set. So nobody
   * takes in more than a few commits of many that came one after the other, and each thing is sent a few times at most.
   */
  async #linkAfter(after: string): Promise<{ readonly number: number; readonly requires: string }> {
    let [link, requires] = [await this.#linkOf(after), after];
    const number = link.number + 1;
    const wanted = number & (number - 1);
    while (link.number > wanted && link.requires !== "") {
      requires = link.requires;
      link = await this.#linkOf(requires);
    }
    // Others may have sent the same commit, behind others.
    return { number, requires: (await this.#has(requires)) ? requires : after };
  }

  async #linkOf(commit: string): Promise<{ readonly number: number; readonly requires: string }> {
    const info = await this.#infoOf(commit);
    return { number: Number(info.metadata?.["number"] ?? 0), requires: requiredBy(info) };
  }

  /** Whether the fleet has all of the commit. */
  async has(commit: string): Promise<boolean> {
    return (await this.#stateOf(commit)).isWhole;
  }

  /**
   * Whether the fleet has all of the commit, and the revision of its description, 0 without one. A description whose pieces are gone stays
   * when the network is cut as it is sent: the library gives up, takes the pieces back, and the description arrives late.
   */
  async #stateOf(commit: string): Promise<{ readonly isWhole: boolean; readonly revision: number }> {
    const info = await this.#store.info(commit);
    if (info === null || info.deleted) return { isWhole: false, revision: info?.revision ?? 0 };
    const lastPiece = await this.#manager.streams.getMessage(OBJECT_STREAM, {
      last_by_subj: SUBJECTS.objectPieces(info.nuid),
    });
    return { isWhole: lastPiece !== null, revision: info.revision };
  }

  /** Takes a commit in, with those that it requires. @throws FleetError `workspace-unusable` when the fleet does not have it. */
  async take(commit: string): Promise<void> {
    const missing: string[] = [];
    let name = commit;
    while (name !== "" && !(await this.#has(name))) {
      missing.unshift(name);
      name = requiredBy(await this.#infoOf(name));
    }
    if (name !== "") await this.#hold(name);
    for (const each of missing) await this.#takeBundle(each);
  }

  /** Lets Git clear away what was only there for this. */
  async forget(): Promise<void> {
    const input = [...this.#held].map((commit) => `delete ${REFS}/${commit}\n`).join("");
    const signal = AbortSignal.timeout(FORGET_LIMIT_MS);
    if (input !== "") await runGit(["update-ref", "--stdin"], { ...this.#call, signal, input });
  }

  /** Bundles only build upon commits that a ref leads to, and Git may clear away others. */
  async #hold(commit: string): Promise<void> {
    this.#held.add(commit);
    await must(runGit(["update-ref", `${REFS}/${commit}`, commit], this.#call), "keep a commit");
  }

  async #infoOf(commit: string): Promise<ObjectInfo> {
    const info = await this.#store.info(commit);
    if (info === null) throw unusable(`the fleet does not have the commit ${commit}`);
    return info;
  }

  async #takeBundle(commit: string): Promise<void> {
    await using scratch = await makeScratchFolder(this.#call.codexHome);
    const file = path.join(scratch.path, "bundle");
    for (let attempt = 1; !(await this.#download(commit, file)); attempt++)
      if (attempt === DOWNLOADS) throw unusable(`the commit ${commit} does not come, or comes damaged`);
    await must(runGit(["bundle", "unbundle", file], this.#call), "take a commit in");
    await this.#hold(commit);
  }

  async #download(commit: string, file: string): Promise<boolean> {
    const pieces = await readObject(this.#store, commit);
    if (pieces === undefined) throw unusable(`the fleet does not have the commit ${commit}`);
    return pipeline(pieces, createWriteStream(file)).then(
      () => true,
      () => false,
    );
  }

  async #has(commit: string): Promise<boolean> {
    return (await runGit(["rev-parse", "--verify", "--quiet", `${commit}^{commit}`], this.#call))?.trim() === commit;
  }
}

function requiredBy({ metadata }: ObjectInfo): string {
  return metadata?.["requires"] ?? "";
}

async function must(output: Promise<string | undefined>, what: string): Promise<string> {
  const text = await output;
  if (text === undefined) throw unusable(`Git could not ${what}`);
  return text;
}

export function unusable(message: string, cause?: unknown): FleetError {
  return new FleetError("workspace-unusable", message, { cause });
}
