import { closeSync, readSync, writeSync } from "node:fs";
import { changeMetadata } from "./change-metadata.js";
import { makeConnection } from "./connection-maker.js";
import { METADATA_CALLS, type MetadataCall } from "./metadata-calls.js";
import type { Native } from "./native.js";
import { type Awaited, type NativeCalls, POLLIN, POLLOUT } from "./native-calls.js";
import { type Machine, systemCallsOf } from "./system-calls.js";

/** The supervision of one command: this process judges and performs the calls that arrive at its seccomp listener. */
export interface Supervision {
  /** The launcher's end of the socket through which it sends its seccomp listener. */
  readonly descriptor: number;
  /** Must be called once the launcher has started or failed to start. */
  started(): void;
}

/** What may be done on behalf of a command. */
export interface SupervisedCommand {
  /** Real paths of the local sockets that it may connect to. */
  readonly sockets: readonly string[];
  /** Real paths of the folders in which it may change modes, owners, times and attributes. */
  readonly writable: readonly string[];
}

interface Pending {
  readonly listener: number;
  readonly id: bigint;
}

/**
 * Performs calls for commands that a sandbox could only allow or deny as a whole: some connections, and changes of file metadata,
 * which Landlock does not cover.
 */
export class SeccompSupervisor implements Disposable {
  readonly #native: Native;
  /** By system call number. */
  readonly #metadataCalls = new Map<number, MetadataCall | "missing">();
  /** By the descriptor that is being polled. */
  readonly #arriving = new Map<number, SupervisedCommand>();
  readonly #listeners = new Map<number, SupervisedCommand>();
  readonly #pending = new Map<number, Pending>();
  #waker: { readonly readEnd: number; readonly writeEnd: number } | undefined;
  #isRunning = false;

  constructor(native: Native, machine: Machine | undefined) {
    this.#native = native;
    const known = machine === undefined ? undefined : systemCallsOf(machine);
    for (const [name, call] of Object.entries(METADATA_CALLS)) {
      const number = known?.get(name);
      if (number !== undefined) this.#metadataCalls.set(number, call);
    }
  }

  supervise(supervised: SupervisedCommand): Supervision {
    const [ours, theirs] = this.#native.calls.socketPair();
    this.#arriving.set(ours, supervised);
    return {
      descriptor: theirs,
      started: () => {
        closeSync(theirs);
        this.#wake();
      },
    };
  }

  /** Must be called once no process of any command is left. */
  [Symbol.dispose](): void {
    if (this.#waker === undefined || this.#isRunning) return;
    closeSync(this.#waker.readEnd);
    closeSync(this.#waker.writeEnd);
    this.#waker = undefined;
  }

  #wake(): void {
    this.#waker ??= this.#native.createPipe();
    if (this.#isRunning) writeSync(this.#waker.writeEnd, "x");
    else void this.#run(this.#waker.readEnd);
  }

  /** Runs as long as there is something to wait for. */
  async #run(waker: number): Promise<void> {
    this.#isRunning = true;
    const { calls } = this.#native;
    while (this.#arriving.size + this.#listeners.size + this.#pending.size > 0) {
      const awaited: Awaited[] = [
        { descriptor: waker, events: POLLIN },
        ...[...this.#arriving.keys(), ...this.#listeners.keys()].map((descriptor) => ({ descriptor, events: POLLIN })),
        ...[...this.#pending.keys()].map((descriptor) => ({ descriptor, events: POLLOUT })),
      ];
      const happened = await calls.poll(awaited);
      awaited.forEach(({ descriptor }, index) => {
        const events = happened[index] ?? 0;
        if (events !== 0) this.#handle(calls, descriptor, { isReadable: (events & POLLIN) !== 0 });
      });
      if (happened[0] !== 0) readSync(waker, Buffer.alloc(1));
    }
    this.#isRunning = false;
  }

  #handle(calls: NativeCalls, descriptor: number, { isReadable }: { isReadable: boolean }): void {
    const arriving = this.#arriving.get(descriptor);
    const supervised = this.#listeners.get(descriptor);
    const pending = this.#pending.get(descriptor);
    if (arriving !== undefined) {
      const listener = calls.receiveDescriptor(descriptor);
      if (listener !== undefined) this.#listeners.set(listener, arriving);
      this.#arriving.delete(descriptor);
      closeSync(descriptor);
    } else if (pending !== undefined) {
      calls.answer(pending.listener, pending.id, -calls.errorOf(descriptor));
      this.#pending.delete(descriptor);
      closeSync(descriptor);
    } else if (supervised !== undefined && isReadable) this.#answer(calls, descriptor, supervised);
    else if (supervised !== undefined) {
      // No process of the command is left.
      this.#listeners.delete(descriptor);
      closeSync(descriptor);
    }
  }

  #answer(calls: NativeCalls, listener: number, { sockets, writable }: SupervisedCommand): void {
    const notice = calls.receiveNotice(listener);
    if (notice === undefined) return;
    const call = this.#metadataCalls.get(notice.number);
    if (call !== undefined) {
      calls.answer(listener, notice.id, -changeMetadata(calls, { listener, notice, call, writable }));
      return;
    }
    const connection = makeConnection(calls, { listener, notice, allowed: sockets });
    if ("pending" in connection) this.#pending.set(connection.pending, { listener, id: notice.id });
    else calls.answer(listener, notice.id, -connection.error);
  }
}
