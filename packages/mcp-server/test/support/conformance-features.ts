import type { CallToolResult, Tool } from "@codex/mcp-types/tools";
import * as z from "zod";
import type { CallContext } from "../../src/mcp/call-context.js";
import type { McpFeatures } from "../../src/mcp/features.js";

/** 1 x 1 pixel. */
const PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
/** A header without sound. */
const WAV = "UklGRiYAAABXQVZFZm10IBAAAAABAAEAQB8AAAB9AAACABAAZGF0YQIAAAA=";

const text = (words: string) => ({ type: "text" as const, text: words });
const image = { type: "image" as const, data: PNG, mimeType: "image/png" };
const resource = (uri: string, words: string, mimeType = "text/plain") => ({
  type: "resource" as const,
  resource: { uri, mimeType, text: words },
});

type Run = (context: CallContext, args: Readonly<Record<string, unknown>>) => Promise<CallToolResult> | CallToolResult;

interface Fixture {
  readonly inputSchema?: Tool["inputSchema"];
  readonly run: Run;
}

const says =
  (...content: CallToolResult["content"]): Run =>
  () => ({ content });

/** Asks the client's user; the result describes the answer. */
const elicits =
  (what: string, requestedSchema: unknown): Run =>
  async (context) => {
    const params = { message: what, requestedSchema };
    const answer = z
      .looseObject({ action: z.string(), content: z.unknown() })
      .parse(await context.request("elicitation/create", params));
    return { content: [text(`${what}: action=${answer.action}, content=${JSON.stringify(answer.content)}`)] };
  };

const choices = ["option1", "option2", "option3"];
const titled = (...titles: string[]) => titles.map((title, index) => ({ const: `value${index + 1}`, title }));

/** The tools that the conformance suite calls, as documented there. */
const tools: Readonly<Record<string, Fixture>> = {
  test_simple_text: { run: says(text("This is a simple text response for testing.")) },
  test_image_content: { run: says(image) },
  test_audio_content: { run: says({ type: "audio", data: WAV, mimeType: "audio/wav" }) },
  test_embedded_resource: {
    run: says(resource("test://embedded-resource", "This is an embedded resource content.")),
  },
  test_multiple_content_types: {
    run: says(
      text("Multiple content types test:"),
      image,
      resource("test://mixed-content-resource", '{"test":"data","value":123}', "application/json"),
    ),
  },
  test_tool_with_logging: {
    run: (context) => {
      for (const words of ["Tool execution started", "Tool processing data", "Tool execution completed"]) {
        context.log("info", words);
      }
      return { content: [text("logged")] };
    },
  },
  test_tool_with_progress: {
    run: (context) => {
      for (const progress of [0, 50, 100]) context.progress.report(undefined, { progress, total: 100 });
      return { content: [text("progressed")] };
    },
  },
  test_error_handling: {
    run: () => ({ content: [text("This tool intentionally returns an error for testing")], isError: true }),
  },
  test_sampling: {
    run: async (context, { prompt }) => {
      const messages = [{ role: "user", content: text(String(prompt)) }];
      const answer = await context.request("sampling/createMessage", { messages, maxTokens: 100 });
      const { content } = z.object({ content: z.looseObject({ text: z.string() }) }).parse(answer);
      return { content: [text(`LLM response: ${content.text}`)] };
    },
  },
  test_elicitation: {
    run: elicits("User response", {
      type: "object",
      properties: { username: { type: "string" }, email: { type: "string" } },
      required: ["username", "email"],
    }),
  },
  test_elicitation_sep1034_defaults: {
    run: elicits("Elicitation completed", {
      type: "object",
      properties: {
        name: { type: "string", default: "John Doe" },
        age: { type: "integer", default: 30 },
        score: { type: "number", default: 95.5 },
        status: { type: "string", enum: ["active", "inactive", "pending"], default: "active" },
        verified: { type: "boolean", default: true },
      },
    }),
  },
  test_elicitation_sep1330_enums: {
    run: elicits("Elicitation completed", {
      type: "object",
      properties: {
        untitledSingle: { type: "string", enum: choices },
        titledSingle: { type: "string", oneOf: titled("First Option", "Second Option", "Third Option") },
        legacyEnum: {
          type: "string",
          enum: ["opt1", "opt2", "opt3"],
          enumNames: ["Option One", "Option Two", "Option Three"],
        },
        untitledMulti: { type: "array", items: { type: "string", enum: choices } },
        titledMulti: { type: "array", items: { anyOf: titled("First Choice", "Second Choice", "Third Choice") } },
      },
    }),
  },
  json_schema_2020_12_tool: {
    inputSchema: {
      $schema: "https://json-schema.org/draft/2020-12/schema",
      type: "object",
      $defs: { address: { type: "object", properties: { street: { type: "string" }, city: { type: "string" } } } },
      properties: { name: { type: "string" }, address: { $ref: "#/$defs/address" } },
      additionalProperties: false,
    },
    run: says(text("checked")),
  },
  test_reconnection: {
    // Longer than the connection: the suite reconnects for the rest.
    run: (context) =>
      new Promise((resolve) => {
        const done = setTimeout(() => resolve({ content: [text("reconnected")] }), 300);
        context.signal.addEventListener("abort", () => clearTimeout(done));
      }),
  },
};

const argument = (name: string) => ({ name, description: name, required: true });
const said = (content: ReturnType<typeof text> | typeof image | ReturnType<typeof resource>) => ({
  role: "user" as const,
  content,
});

/** What the suite expects beyond a server's own features. */
export const conformanceFeatures: McpFeatures = {
  tools: {
    tools: Object.entries(tools).map(([name, { inputSchema = { type: "object" as const } }]) => ({
      name,
      description: `Fixture ${name}`,
      inputSchema,
    })),
    async call({ name, arguments: args = {} }, context) {
      const fixture = tools[name];
      if (fixture === undefined) return { content: [text(`no fixture ${name}`)], isError: true };
      return fixture.run(context, args);
    },
  },
  resources: {
    resources: ["static-text", "static-binary", "watched-resource"].map((name) => ({
      uri: `test://${name}`,
      name,
      description: `Fixture ${name}`,
    })),
    templates: [{ uriTemplate: "test://template/{id}/data", name: "template", description: "Fixture template" }],
    async read(uri) {
      if (uri === "test://static-binary") return { contents: [{ uri, mimeType: "image/png", blob: PNG }] };
      if (uri === "test://static-text" || uri === "test://watched-resource") {
        return {
          contents: [{ uri, mimeType: "text/plain", text: "This is the content of the static text resource." }],
        };
      }
      const id = /^test:\/\/template\/(.+)\/data$/.exec(uri)?.[1];
      if (id === undefined) return undefined;
      const json = JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` });
      return { contents: [{ uri, mimeType: "application/json", text: json }] };
    },
    subscribe: () => ({ [Symbol.dispose]: () => {} }),
  },
  prompts: {
    prompts: [
      { name: "test_simple_prompt", description: "Fixture" },
      { name: "test_prompt_with_arguments", description: "Fixture", arguments: [argument("arg1"), argument("arg2")] },
      { name: "test_prompt_with_embedded_resource", description: "Fixture", arguments: [argument("resourceUri")] },
      { name: "test_prompt_with_image", description: "Fixture" },
    ],
    async get({ name, arguments: args = {} }) {
      switch (name) {
        case "test_simple_prompt":
          return { messages: [said(text("This is a simple prompt for testing."))] };
        case "test_prompt_with_arguments": {
          const words = `Prompt with arguments: arg1='${args["arg1"]}', arg2='${args["arg2"]}'`;
          return { messages: [said(text(words))] };
        }
        case "test_prompt_with_embedded_resource": {
          const embedded = resource(args["resourceUri"] ?? "", "Embedded resource content for testing.");
          return { messages: [said(embedded), said(text("Please process the embedded resource above."))] };
        }
        case "test_prompt_with_image":
          return { messages: [said(image), said(text("Please analyze the image above."))] };
        default:
          return undefined;
      }
    },
  },
  completions: {
    complete: async ({ argument: { value } }) => ({
      completion: { values: ["paris", "park", "party"].filter((word) => word.startsWith(value)), hasMore: false },
    }),
  },
};
