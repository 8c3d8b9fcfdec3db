import type { PutAside } from "../safety/obeyed/apply-verdict.js";
import type { ExecStream } from "./exec-types.js";
import type { SpawnPolicy } from "./spawn.js";

export interface ExecOptions extends SpawnPolicy {
  /** Called with what the command wrote and we put aside, because the user's programs would obey it. */
  readonly onPutAside?: ((aside: PutAside) => void) | undefined;
  /** Aborting ends the command and everything it started. */
  readonly signal: AbortSignal;
  /** If set, a failure is never reported as `sandbox-denied`. Default: false. */
  readonly failureIsOwn?: boolean | undefined;
  /** Receives the output as it arrives, up to the first 320 KiB of both streams together. The receiver owns the bytes. */
  readonly onOutput?: ((stream: ExecStream, chunk: Uint8Array) => void) | undefined;
}
