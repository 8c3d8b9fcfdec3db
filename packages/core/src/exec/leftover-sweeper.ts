import { readFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { kill } from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { breathe } from "@codex/slices";
import { randomId } from "../random-id.js";

/** Marks a command and all that it starts; only what clears its environment loses it. */
const MARK = "EXEC_RUN_ID";
/** One look at all processes for the commands of this time. */
const DELAY_MS = 200;
/** How long a process may take to become another program. */
const UNCLEAR_MS = 50;
const GRACE_MS = 250;
const MAX_ROUNDS = 20;

/**
 * Finds what ended commands have left behind outside their process group (by `setsid`, as daemons do) and ends it.
 * It needs `/proc`; elsewhere it finds nothing.
 */
export class LeftoverSweeper implements AsyncDisposable {
  readonly #owner = randomId();
  /** What is older was left behind by nobody here. */
  readonly #bornAt = startOf("self");
  readonly #running = new Set<string>();
  #lastRun = 0;
  /** No leftover of the commands that ended since the last sweep can be older than this. */
  #oldestPid = Number.POSITIVE_INFINITY;
  #isDue = false;
  /** Processes that were looked at and are none of ours: a machine may have thousands. */
  readonly #strangers = new Set<number>();
  readonly #sweeps = new Set<Promise<void>>();
  readonly #closing = new AbortController();

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

  /** Looks at once for what has not been looked for yet. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#sweeps);
  }

  async #sweepSoon(): Promise<void> {
    await sleep(DELAY_MS, undefined, { signal: this.#closing.signal }).catch(() => {});
    const oldestPid = this.#oldestPid;
    this.#oldestPid = Number.POSITIVE_INFINITY;
    this.#isDue = false;
    let signal: NodeJS.Signals = "SIGTERM";
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const { leftovers, isUnclear } = await this.#findLeftovers(oldestPid);
      for (const pid of leftovers) signalProcess(pid, signal);
      if (leftovers.length > 0) {
        await sleep(GRACE_MS);
        signal = "SIGKILL";
      } else if (isUnclear && round === 0) await sleep(UNCLEAR_MS);
      else return;
    }
  }

  /** `isUnclear`: a process is just becoming another program. */
  async #findLeftovers(
    oldestPid: number,
  ): Promise<{ readonly leftovers: readonly number[]; readonly isUnclear: boolean }> {
    const prefix = `${MARK}=${this.#owner}.`;
    const marked: { readonly pid: number; readonly id: string }[] = [];
    let isUnclear = false;
    const pids = await pidsSince(oldestPid);
    this.#forgetAllBut(new Set(pids));
    // One after the other: a read may have to wait, and must not take all of Node's threads with it.
    for (const pid of pids.filter((pid) => !this.#strangers.has(pid))) {
      await breathe();
      if (startOf(pid) < this.#bornAt) {
        this.#strangers.add(pid);
        continue;
      }
      const environment = await environmentOf(pid);
      const mark = environment?.find((entry) => entry.startsWith(prefix));
      if (mark !== undefined) marked.push({ pid, id: mark.slice(MARK.length + 1) });
      else if (environment?.length === 0) isUnclear ||= !(await showsItsCall(pid));
      else if (environment !== undefined) this.#strangers.add(pid);
    }
    return { leftovers: marked.filter(({ id }) => !this.#running.has(id)).map(({ pid }) => pid), isUnclear };
  }

  /** The number of a process that has ended may come again. */
  #forgetAllBut(there: ReadonlySet<number>): void {
    for (const pid of this.#strangers) if (!there.has(pid)) this.#strangers.delete(pid);
  }
}

/** Process ids grow until they start again from the bottom: then all are candidates. */
async function pidsSince(oldest: number): Promise<number[]> {
  try {
    const newest = Number((await readFile("/proc/loadavg", "latin1")).trim().split(" ").at(-1));
    const pids = (await readdir("/proc")).map(Number).filter(Number.isInteger);
    return newest < oldest ? pids : pids.filter((pid) => pid > oldest);
  } catch {
    return [];
  }
}

/** Of a process's line in `/proc`, counted from behind its name, which may have any letter. */
const STARTED_AT = 19;

/** When a process was started, in ticks of the kernel's; NaN when that is not to be had. Nobody is waited for, and UTF-8 takes 0.01 ms. */
function startOf(pid: number | "self"): number {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(line.slice(line.lastIndexOf(")") + 2).split(" ")[STARTED_AT]);
  } catch {
    return Number.NaN;
  }
}

/** What a part of the kernel shows, and what has ended and was not waited for: neither becomes a program. */
const WITHOUT_MEMORY: readonly string[] = ["no environment"];

/** Undefined when the process is another user's. Reading waits for a process that is becoming another program. */
async function environmentOf(pid: number): Promise<readonly string[] | undefined> {
  try {
    return (await readFile(`/proc/${pid}/environ`, "latin1")).split("\0").filter(Boolean);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ESRCH" ? WITHOUT_MEMORY : undefined;
  }
}

/** Whether a process that shows no environment has none: one that is becoming another program does not show either how it was called. */
async function showsItsCall(pid: number): Promise<boolean> {
  const call = await readFile(`/proc/${pid}/cmdline`).catch(() => "");
  // What showed its call first was just about to show its environment.
  return call.length > 0 && (await environmentOf(pid))?.length === 0;
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    kill(pid, signal);
  } catch {
    // It has ended by itself.
  }
}
