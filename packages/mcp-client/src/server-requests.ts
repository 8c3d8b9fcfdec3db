import type { Client, RequestOptions } from "@modelcontextprotocol/client";
import * as z from "zod/mini";
import { type AskUser, answerElicitations, requiredPages, type ServerQuestion } from "./answer-elicitations.js";
import type { Limits } from "./limits.js";
import { RequestClock } from "./request-clock.js";
import type { AnswerElicitation } from "./server-connection.js";

const AnyResultSchema = z.looseObject({});

export interface ServerRequest {
  readonly method: string;
  readonly params: Record<string, unknown>;
}

/** Requests during which a server may ask the user something. */
export class ServerRequests {
  readonly #client: Client;
  readonly #clock = new RequestClock();
  readonly #ask: AskUser | undefined;

  constructor(client: Client, server: string, answer: AnswerElicitation | undefined) {
    this.#client = client;
    this.#ask =
      answer &&
      (async (question, signal) => {
        // A user may think about it for longer than a call may take.
        using _pause = this.#clock.pause();
        return await answer({ server, ...question }, signal);
      });
    if (this.#ask !== undefined) answerElicitations(client, this.#ask);
  }

  /** Sends a request, over HTTP with these headers; once more if it failed because the user has to open pages first, and agrees. */
  async send(
    request: ServerRequest,
    limits: Limits,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Record<string, unknown>> {
    const send = (options: RequestOptions) =>
      this.#client.request(request, AnyResultSchema, headers === undefined ? options : { ...options, headers });
    try {
      return await this.#clock.limit(limits, send);
    } catch (error) {
      if (!(await this.#areOpened(requiredPages(error), limits.signal))) throw error;
      return await this.#clock.limit(limits, send);
    }
  }

  async #areOpened(pages: readonly ServerQuestion[], signal: AbortSignal): Promise<boolean> {
    if (this.#ask === undefined || pages.length === 0) return false;
    for (const page of pages) if ((await this.#ask(page, signal)).action !== "accept") return false;
    return true;
  }
}
