import type { Tool } from "@codex/mcp-types";
import { type Client, ProtocolError, ProtocolErrorCode, type RequestOptions } from "@modelcontextprotocol/client";
import * as z from "zod/mini";
import { pagesOf } from "./pages-of.js";
import { readTool } from "./read-tool.js";

/** Servers written in Go send `null` for an empty list. */
const ToolPageSchema = z.object({ tools: z.nullish(z.array(z.unknown())), nextCursor: z.nullish(z.string()) });

/** The tools of a server, read again each time it reports a change. */
export class ToolList {
  readonly #client: Client;
  readonly #hasEnded: () => boolean;
  #tools: readonly Tool[] = [];
  /** `again`: the list changed while it was being read. */
  #reading: "no" | "once" | "again" = "no";

  /** `hasEnded`: whether the server has ended, so that nothing more needs to be read. */
  constructor(client: Client, hasEnded: () => boolean) {
    this.#client = client;
    this.#hasEnded = hasEnded;
  }

  /** A new array after each reading. */
  get tools(): readonly Tool[] {
    return this.#tools;
  }

  /** Reads the list. A server that announces its capabilities may have only prompts; one that does not is asked. */
  async read(limits: RequestOptions): Promise<void> {
    const tools: Tool[] = [];
    const ask = (params: Record<string, unknown>) =>
      this.#client.request({ method: "tools/list", params }, ToolPageSchema, limits).catch((error: unknown) => {
        if (isUnknownMethod(error) && this.#client.getServerCapabilities()?.tools === undefined) return undefined;
        throw error;
      });
    for await (const page of pagesOf(ask)) tools.push(...(page.tools ?? []).flatMap((tool) => readTool(tool) ?? []));
    this.#tools = tools;
  }

  /** The server reports a change of its tools. However often it does, only one request at a time reads the list. */
  async changed(limits: RequestOptions): Promise<void> {
    const isBusy = this.#reading !== "no";
    this.#reading = isBusy ? "again" : "once";
    if (isBusy) return;
    for (let again = true; again; ) {
      this.#reading = "once";
      // A server that cannot list its tools now keeps its earlier ones.
      await this.read(limits).catch(() => {});
      again = this.#isChangedAgain();
    }
    this.#reading = "no";
  }

  #isChangedAgain(): boolean {
    return this.#reading === "again" && !this.#hasEnded();
  }
}

function isUnknownMethod(error: unknown): boolean {
  return error instanceof ProtocolError && error.code === ProtocolErrorCode.MethodNotFound;
}
