import type { Client } from "@modelcontextprotocol/client";
import * as z from "zod/mini";
import { McpClientError } from "./error.js";
import type { Limits } from "./limits.js";
import { pagesOf } from "./pages-of.js";
import { type Prompt, type PromptMessage, PromptMessageSchema, PromptSchema } from "./server-prompts.js";
import type { ServerRequest, ServerRequests } from "./server-requests.js";
import {
  type ResourceContent,
  ResourceContentSchema,
  ResourceSchema,
  ResourceTemplateSchema,
  type ServerDescription,
} from "./server-resources.js";

const AnyResultSchema = z.looseObject({});
const ContentsSchema = z.object({ contents: z.array(z.unknown()) });
const MessagesSchema = z.object({ messages: z.array(z.unknown()) });

/** A server's resources and prompts. Invalid parts of a list are skipped. */
export class ServerOffers {
  readonly #client: Client;
  readonly #requests: ServerRequests;
  readonly #failure: (error: unknown, limits: Limits) => McpClientError;

  /** `failure`: makes the error of a failed request. */
  constructor(client: Client, requests: ServerRequests, failure: (error: unknown, limits: Limits) => McpClientError) {
    this.#client = client;
    this.#requests = requests;
    this.#failure = failure;
  }

  /** Whether the server announces the capability. */
  has(capability: "resources" | "prompts"): boolean {
    return this.#client.getServerCapabilities()?.[capability] !== undefined;
  }

  /** What the server said about itself when it was connected. */
  get about(): Pick<ServerDescription, "info" | "capabilities"> {
    return { info: this.#client.getServerVersion(), capabilities: this.#client.getServerCapabilities() };
  }

  /** Lists that the server cannot provide are empty. */
  async describe(limits: Limits): Promise<ServerDescription> {
    const has = this.has("resources");
    return {
      ...this.about,
      resources: has ? await this.#listAll("resources/list", "resources", ResourceSchema, limits) : [],
      resourceTemplates: has
        ? await this.#listAll("resources/templates/list", "resourceTemplates", ResourceTemplateSchema, limits)
        : [],
    };
  }

  /** @throws McpClientError `call-failed`, `timeout` or `interrupted`. */
  async readResource(uri: string, limits: Limits): Promise<ResourceContent[]> {
    if (!this.has("resources")) throw new McpClientError("call-failed", "the server has no resources");
    const { contents } = await this.#ask({ method: "resources/read", params: { uri } }, ContentsSchema, limits);
    return contents.flatMap((one) => ResourceContentSchema.safeParse(one).data ?? []);
  }

  /** Empty if the server cannot complete. */
  async listPrompts(limits: Limits): Promise<Prompt[]> {
    return this.has("prompts") ? this.#listAll("prompts/list", "prompts", PromptSchema, limits) : [];
  }

  /** The prompt's messages. @throws McpClientError `call-failed`, `timeout` or `interrupted`. */
  async getPrompt(name: string, args: Readonly<Record<string, string>>, limits: Limits): Promise<PromptMessage[]> {
    const request = { method: "prompts/get", params: { name, arguments: args } };
    const { messages } = await this.#ask(request, MessagesSchema, limits);
    return messages.flatMap((one) => PromptMessageSchema.safeParse(one).data ?? []);
  }

  async #ask<T extends z.ZodMiniType>(request: ServerRequest, schema: T, limits: Limits): Promise<z.infer<T>> {
    try {
      return z.parse(schema, await this.#requests.send(request, limits));
    } catch (error) {
      throw this.#failure(error, limits);
    }
  }

  async #listAll<T extends z.ZodMiniType>(
    method: string,
    name: string,
    schema: T,
    limits: Limits,
  ): Promise<z.infer<T>[]> {
    const listed: z.infer<T>[] = [];
    const ask = (params: Record<string, unknown>) =>
      this.#client.request({ method, params }, AnyResultSchema, limits).catch((error: unknown) => {
        const failure = this.#failure(error, limits);
        if (failure.code === "session-lost") throw failure;
        return undefined;
      });
    for await (const { [name]: found } of pagesOf(ask)) {
      if (Array.isArray(found)) listed.push(...found.flatMap((one) => schema.safeParse(one).data ?? []));
    }
    return listed;
  }
}
