import { setTimeout as delay } from "node:timers/promises";
import { type JsonLinesProgram, startJsonLinesProgram } from "@codex/test-support";
import { endProgram } from "./end-program.js";
import type { Json } from "./observation.js";
import type { World } from "./world.js";

interface Event extends Json {
  readonly id?: string;
  readonly msg?: Json;
}

const ENDS: readonly unknown[] = ["task_complete", "turn_aborted", "error"];
/** As in server-client.ts. */
const ANSWER_DELAY_MS = 40;

/** A client of `codex proto`: submissions in, events out. */
export class SubmissionClient implements AsyncDisposable {
  readonly #program: JsonLinesProgram;

  constructor(command: readonly string[], { cwd, env }: World) {
    this.#program = startJsonLinesProgram([...command, "proto"], { cwd, env });
  }

  get messages(): readonly Event[] {
    return this.#program.lines.map((line) => ("json" in line ? (line.json as Event) : { unparseable: line.text }));
  }

  send(line: unknown): void {
    this.#program.send(line);
  }

  submit(id: string, op: Json): void {
    this.send({ id, op });
  }

  async answer(id: string, op: Json): Promise<void> {
    await delay(ANSWER_DELAY_MS);
    this.submit(id, op);
  }

  submitText(id: string, text: string): void {
    this.submit(id, { type: "user_input", items: [{ type: "text", text }] });
  }

  /** Submits a text and waits for the end of its turn. */
  async say(id: string, text: string): Promise<void> {
    this.submitText(id, text);
    await this.end(id);
  }

  end(id: string): Promise<Event> {
    return this.#waitFor((event) => event.id === id && ENDS.includes(event.msg?.["type"]));
  }

  event(type: string): Promise<Event> {
    return this.#waitFor(({ msg }) => msg?.["type"] === type);
  }

  #waitFor(accept: (event: Event) => boolean): Promise<Event> {
    return this.#program.waitFor((json) => (accept(json as Event) ? (json as Event) : undefined));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await endProgram(this.#program);
  }
}
