import { readdirSync, readFileSync } from "node:fs";
import { kill } from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { randomId } from "../random-id.js";

/** Marks a command and all that it starts; only what clears its environment loses it. */
const MARK = "EXEC_RUN_ID";
const DELAY_MS = 50;
const GRACE_MS = 250;
const MAX_ROUNDS = 20;

/**
 * Finds what ended commands have left behind outside their process group (by `setsid`, as daemons do) and ends it.
 * It needs `/proc`; elsewhere it finds nothing.
 */
export class LeftoverSweeper implements AsyncDisposable {
  readonly #owner = randomId();
  readonly #running = new Set<string>();
  #lastRun = 0;
  /** No leftover of the commands that ended since the last sweep can be older than this. */
  #oldestPid = Number.POSITIVE_INFINITY;
  #isDue = false;
  readonly #sweeps = new Set<Promise<void>>();

  /** The marks of a new command. */
  begin(): { readonly id: string; readonly marks: Readonly<Record<string, string>> } {
    const id = `${this.#owner}.${++this.#lastRun}`;
    this.#running.add(id);
    return { id, marks: { [MARK]: id } };
  }

  /** From now on whatever carries the command's mark is a leftover. `pid`: undefined where nothing can be left. */
  end(id: string, pid: number | undefined): void {
    this.#running.delete(id);
    if (pid === undefined) return;
    this.#oldestPid = Math.min(this.#oldestPid, pid);
    if (this.#isDue) return;
    this.#isDue = true;
    const sweep = this.#sweepSoon().finally(() => this.#sweeps.delete(sweep));
    this.#sweeps.add(sweep);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#sweeps);
  }

  async #sweepSoon(): Promise<void> {
    await sleep(DELAY_MS);
    const oldestPid = this.#oldestPid;
    this.#oldestPid = Number.POSITIVE_INFINITY;
    this.#isDue = false;
    let signal: NodeJS.Signals = "SIGTERM";
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const leftovers = this.#findLeftovers(oldestPid);
      if (leftovers.length === 0) return;
      for (const pid of leftovers) signalProcess(pid, signal);
      await sleep(GRACE_MS);
      signal = "SIGKILL";
    }
  }

  #findLeftovers(oldestPid: number): number[] {
    const prefix = `${MARK}=${this.#owner}.`;
    return pidsSince(oldestPid).filter((pid) => {
      const mark = environmentOf(pid).find((entry) => entry.startsWith(prefix));
      return mark !== undefined && !this.#running.has(mark.slice(MARK.length + 1));
    });
  }
}

/** Process ids grow until they start again from the bottom: then all are candidates. */
function pidsSince(oldest: number): number[] {
  try {
    const newest = Number(readFileSync("/proc/loadavg", "latin1").trim().split(" ").at(-1));
    const pids = readdirSync("/proc").map(Number).filter(Number.isInteger);
    return newest < oldest ? pids : pids.filter((pid) => pid > oldest);
  } catch {
    return [];
  }
}

function environmentOf(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1").split("\0");
  } catch {
    return [];
  }
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
}
