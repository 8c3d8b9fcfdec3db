import { headers, type MsgHdrs } from "@nats-io/transport-node";
import type { Fleet } from "../connection/fleet.js";
import { isWrongSequence } from "../connection/nats-errors.js";
import { throughOutages } from "../connection/through-outages.js";
import { whileConnected } from "../connection/while-connected.js";
import { FleetError } from "../fleet-error.js";
import { DEFAULT_MAX_PAYLOAD, splitWrite, WORKSPACE_HEADER, WRITE_HEADER } from "./split-writes.js";

export interface SubjectLogOptions {
  readonly stream: string;
  readonly subject: string;
  /** How long a write waits for an unreachable server, in milliseconds. */
  readonly outageLimitMs: number;
  /** Aborted when nothing may be written any more. */
  readonly signal: AbortSignal;
}

const ANSWER_LIMIT_MS = 2_000;
/** The previous owner may write once or twice more before it notices. */
const MAX_CLAIMS = 10;

/**
 * A subject with one writer at a time. Each write names its predecessor, so a new owner's first write fences off the previous one. After
 * a failed write, nothing more can be written.
 */
export class SubjectLog {
  readonly #fleet: Fleet;
  readonly #options: SubjectLogOptions;
  #last: number;
  #failure: unknown;
  #writing: Promise<void> = Promise.resolve();

  private constructor(fleet: Fleet, options: SubjectLogOptions, last: number) {
    this.#fleet = fleet;
    this.#options = options;
    this.#last = last;
  }

  /** `last`: the sequence to write after, 0 for an empty subject. Default: the subject's latest message. */
  static async open(fleet: Fleet, options: SubjectLogOptions, last?: number): Promise<SubjectLog> {
    return new SubjectLog(fleet, options, last ?? (await lastSequence(fleet, options)));
  }

  /** The sequence of the latest message; 0 if there is none. */
  get last(): number {
    return this.#last;
  }

  /**
   * Settles when the server has stored the data and the state of the workspace. Writes one at a time, in the order of the calls.
   * @throws FleetError `fenced` if somebody else has written, `unreachable` if the server is away for too long.
   */
  append(data: string, workspace?: string): Promise<void> {
    return this.#enqueue(() => this.#write(data, workspace));
  }

  /** @throws FleetError `fenced` if somebody else has written since our latest write. */
  confirm(): Promise<void> {
    const { signal, outageLimitMs: limitMs } = this.#options;
    return this.#enqueue(async () => {
      const read = () => lastSequence(this.#fleet, this.#options);
      const last = await throughOutages(this.#fleet, { limitMs, signal }, read);
      if (last !== this.#last) throw fenced();
    });
  }

  /** The first write of a new owner, after whatever the previous one has still written. */
  claim(data: string): Promise<void> {
    return this.#enqueue(async () => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await this.#write(data);
        } catch (error) {
          if (!(error instanceof FleetError) || error.code !== "fenced" || attempt === MAX_CLAIMS) throw error;
          this.#last = await lastSequence(this.#fleet, this.#options);
        }
      }
    });
  }

  #enqueue(write: () => Promise<void>): Promise<void> {
    const written = this.#writing.then(async () => {
      if (this.#failure !== undefined) throw this.#failure;
      try {
        await write();
      } catch (error) {
        this.#failure = error;
        throw error;
      }
    });
    this.#writing = written.catch(() => {});
    return written;
  }

  async #write(data: string, workspace?: string): Promise<void> {
    const room = (this.#fleet.connection.info?.max_payload ?? DEFAULT_MAX_PAYLOAD) - Buffer.byteLength(workspace ?? "");
    for (const { payload, header } of splitWrite(data, room)) {
      this.#last = await this.#publish(payload, { id: header, workspace });
    }
  }

  #publish(payload: Uint8Array, about: WriteAbout): Promise<number> {
    const { subject, signal, outageLimitMs: limitMs } = this.#options;
    const expect = { lastSubjectSequence: this.#last };
    const options = { headers: headersFor(about), expect, timeout: ANSWER_LIMIT_MS };
    return throughOutages(this.#fleet, { limitMs, signal }, async () => {
      try {
        return (await whileConnected(this.#fleet, this.#fleet.js.publish(subject, payload, options))).seq;
      } catch (error) {
        if (isWrongSequence(error)) return await this.#ownSequence(about.id);
        throw error;
      }
    });
  }

  /** The server may have stored a write whose answer was lost. */
  async #ownSequence(id: string): Promise<number> {
    const { stream, subject } = this.#options;
    const latest = this.#fleet.manager.direct.getMessage(stream, { last_by_subj: subject });
    const message = await whileConnected(this.#fleet, latest);
    if (message?.header.get(WRITE_HEADER) === id) return message.seq;
    throw fenced();
  }
}

function fenced(): FleetError {
  return new FleetError("fenced", "another worker writes this thread now");
}

async function lastSequence(fleet: Fleet, { stream, subject }: SubjectLogOptions): Promise<number> {
  const latest = fleet.manager.direct.getMessage(stream, { last_by_subj: subject });
  return (await whileConnected(fleet, latest))?.seq ?? 0;
}

interface WriteAbout {
  readonly id: string;
  readonly workspace: string | undefined;
}

function headersFor({ id, workspace }: WriteAbout): MsgHdrs {
  const fields = headers();
  fields.set(WRITE_HEADER, id);
  if (workspace !== undefined) fields.set(WORKSPACE_HEADER, workspace);
  return fields;
}
