import { closeSync, readSync, writeSync } from "node:fs";
import { makeConnection } from "./connection-maker.js";
import type { Native } from "./native.js";
import { type Awaited, type NativeSockets, POLLIN, POLLOUT } from "./native-sockets.js";

/** One command's way out: what it connects to is judged, and connected, by this process. */
export interface Door {
  /** The launcher's end of a socket, by which it sends the way to answer the command's calls. */
  readonly descriptor: number;
  /** To be called when the launcher has started, or did not. */
  started(): void;
}

interface Guest {
  /** Real paths of the sockets that may be reached. */
  readonly allowed: readonly string[];
}

interface Pending {
  readonly listener: number;
  readonly id: bigint;
}

/** Makes the connections of commands that may reach some local sockets, and no others. */
export class SocketDoor {
  readonly #native: Native;
  /** By the descriptor that is waited for. */
  readonly #arriving = new Map<number, Guest>();
  readonly #listeners = new Map<number, Guest>();
  readonly #pending = new Map<number, Pending>();
  #waker: { readonly readEnd: number; readonly writeEnd: number } | undefined;
  #isRunning = false;

  constructor(native: Native) {
    this.#native = native;
  }

  open(allowed: readonly string[]): Door {
    const [ours, theirs] = this.#native.sockets.socketPair();
    this.#arriving.set(ours, { allowed });
    return {
      descriptor: theirs,
      started: () => {
        closeSync(theirs);
        this.#wake();
      },
    };
  }

  #wake(): void {
    this.#waker ??= this.#native.createPipe();
    if (this.#isRunning) writeSync(this.#waker.writeEnd, "x");
    else void this.#run(this.#waker.readEnd);
  }

  /** As long as there is anything to wait for. */
  async #run(waker: number): Promise<void> {
    this.#isRunning = true;
    const { sockets } = this.#native;
    while (this.#arriving.size + this.#listeners.size + this.#pending.size > 0) {
      const awaited: Awaited[] = [
        { descriptor: waker, events: POLLIN },
        ...[...this.#arriving.keys(), ...this.#listeners.keys()].map((descriptor) => ({ descriptor, events: POLLIN })),
        ...[...this.#pending.keys()].map((descriptor) => ({ descriptor, events: POLLOUT })),
      ];
      const happened = await sockets.poll(awaited);
      awaited.forEach(({ descriptor }, index) => {
        const events = happened[index] ?? 0;
        if (events !== 0) this.#handle(sockets, descriptor, { isReadable: (events & POLLIN) !== 0 });
      });
      if (happened[0] !== 0) readSync(waker, Buffer.alloc(1));
    }
    this.#isRunning = false;
  }

  #handle(sockets: NativeSockets, descriptor: number, { isReadable }: { isReadable: boolean }): void {
    const arriving = this.#arriving.get(descriptor);
    const guest = this.#listeners.get(descriptor);
    const pending = this.#pending.get(descriptor);
    if (arriving !== undefined) {
      const listener = sockets.receiveDescriptor(descriptor);
      if (listener !== undefined) this.#listeners.set(listener, arriving);
      this.#arriving.delete(descriptor);
      closeSync(descriptor);
    } else if (pending !== undefined) {
      sockets.answer(pending.listener, pending.id, -sockets.errorOf(descriptor));
      this.#pending.delete(descriptor);
      closeSync(descriptor);
    } else if (guest !== undefined && isReadable) this.#answer(sockets, descriptor, guest);
    else if (guest !== undefined) {
      // Nothing of the command runs any more.
      this.#listeners.delete(descriptor);
      closeSync(descriptor);
    }
  }

  #answer(sockets: NativeSockets, listener: number, { allowed }: Guest): void {
    const notice = sockets.receiveNotice(listener);
    if (notice === undefined) return;
    const connection = makeConnection(sockets, { listener, notice, allowed });
    if ("pending" in connection) this.#pending.set(connection.pending, { listener, id: notice.id });
    else sockets.answer(listener, notice.id, -connection.error);
  }
}
