import type { ObjectInfo } from "@nats-io/obj";
import type { Fleet } from "../connection/fleet.js";
import { OBJECT_STREAM, SUBJECTS } from "../connection/names.js";
import { unusable } from "./unusable.js";
import { isCommitId } from "./workspace-ref.js";

/** Commits that one commit may require, directly and indirectly. Ours require one for each bit of their number, and some of the history. */
export const MAX_REQUIRED = 200;

/** A commit's place in a chain of commits, and the commit that its bundle requires; empty if none. */
export interface CommitLink {
  readonly number: number;
  readonly requires: string;
}

/** What the fleet's server says about the commits that it has. Anybody on the bus can write that, so it is checked. */
export class StoredCommits {
  readonly #store: Fleet["objects"];
  readonly #manager: Fleet["manager"];

  constructor({ objects, manager }: Fleet) {
    this.#store = objects;
    this.#manager = manager;
  }

  /** Whether the fleet has the complete commit. */
  async has(commit: string): Promise<boolean> {
    return (await this.stateOf(commit)).isWhole;
  }

  /**
   * Whether the fleet has the complete commit, and the revision of its description (0 if there is none). There may be a description without
   * pieces: if the network fails during an upload, the library deletes the pieces, and the description may arrive late.
   */
  async stateOf(commit: string): Promise<{ readonly isWhole: boolean; readonly revision: number }> {
    const info = await this.#store.info(commit);
    if (info === null || info.deleted) return { isWhole: false, revision: info?.revision ?? 0 };
    const lastPiece = await this.#manager.streams.getMessage(OBJECT_STREAM, {
      last_by_subj: SUBJECTS.objectPieces(info.nuid),
    });
    return { isWhole: lastPiece !== null, revision: info.revision };
  }

  /** The commit that this one requires; empty if none. */
  async requiredBy(commit: string): Promise<string> {
    return (await this.#linkOf(commit)).requires;
  }

  /**
   * The number of the next commit, and the commit that it requires: the one whose number lacks the lowest set bit. A chain of n commits
   * thus needs at most log n downloads, and each file is sent at most log n times.
   */
  async linkAfter(after: string): Promise<CommitLink> {
    let [link, requires] = [await this.#linkOf(after), after];
    const number = link.number + 1;
    const wanted = number & (number - 1);
    for (let steps = 0; link.number > wanted && link.requires !== "" && steps < MAX_REQUIRED; steps++) {
      requires = link.requires;
      link = await this.#linkOf(requires);
    }
    return { number, requires };
  }

  async #linkOf(commit: string): Promise<CommitLink> {
    const info = await this.#store.info(commit);
    if (info === null) throw unusable(`the fleet does not have the commit ${commit}`);
    const number = Number(info.metadata?.["number"]);
    return { number: Number.isInteger(number) && number > 0 ? number : 0, requires: requiredBy(info) };
  }
}

function requiredBy({ name, metadata }: ObjectInfo): string {
  const required = metadata?.["requires"] ?? "";
  if (required === "" || isCommitId(required)) return required;
  throw unusable(`the fleet's description of the commit ${name} is invalid`);
}
