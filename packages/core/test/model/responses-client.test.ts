import { rm, writeFile } from "node:fs/promises";
import { chat, fault, responsesEvent, sse, startModelServer, TemporaryFolder } from "@codex/test-support";
import { describe, expect, it } from "vitest";
import { modelFamilyFor } from "../../src/model/model-family.js";
import { applyPatchToolSpec } from "../../src/specs/apply-patch-tool-spec.js";
import { clientOptions, collect, PROMPT, userMessage } from "./client-options.js";

const USAGE = {
  input_tokens: 120,
  cached_input_tokens: 20,
  output_tokens: 30,
  reasoning_output_tokens: 10,
  total_tokens: 150,
};

describe("the Responses API", () => {
  it("streams an answer", async () => {
    await using server = await startModelServer([sse.say("Hello", { deltas: ["Hel", "lo"] })]);
    expect(await collect(clientOptions(server.baseUrl))).toEqual([
      { type: "created" },
      { type: "output-text-delta", delta: "Hel" },
      { type: "output-text-delta", delta: "lo" },
      {
        type: "output-item-done",
        item: { type: "message", id: "msg", role: "assistant", content: [{ type: "output_text", text: "Hello" }] },
      },
      { type: "completed", responseId: "resp", tokenUsage: USAGE },
    ]);
  });

  it("sends the fields of the API", async () => {
    await using server = await startModelServer([sse.say("ok")]);
    await collect(clientOptions(server.baseUrl));
    const [request] = server.requests;
    expect(request).toMatchObject({
      method: "POST",
      path: "/v1/responses",
      headers: {
        accept: "text/event-stream",
        "content-type": "application/json",
        "openai-beta": "responses=experimental",
        originator: "codex_cli_rs",
        session_id: "session",
        "user-agent": "codex_cli_rs/test",
      },
      body: {
        model: "test-model",
        input: [{ type: "message", role: "user", content: [{ type: "input_text", text: "go" }] }],
        tools: [],
        tool_choice: "auto",
        parallel_tool_calls: false,
        store: true,
        stream: true,
        include: [],
        prompt_cache_key: "session",
      },
    });
    expect(request?.headers).not.toHaveProperty("authorization");
    expect(request?.body).not.toHaveProperty("reasoning");
    expect(request?.body).not.toHaveProperty("text");
  });

  it.each(["responses", "chat"] as const)(
    "calls by way of %s if the answer can be stored, and not otherwise",
    async (wire) => {
      await using server = await startModelServer([wire === "chat" ? chat.say("ok") : sse.say("ok")]);
      const options = clientOptions(server.baseUrl, { provider: { wire_api: wire } });
      const failing = { ...PROMPT, kept: () => Promise.reject(new Error("the disk is full")) };
      await expect(collect(options, failing)).rejects.toThrow("the disk is full");
      expect(server.requests).toEqual([]);
      let asked = Number.NaN;
      const keeping = async () => {
        asked = server.requests.length;
      };
      await collect(options, { ...PROMPT, kept: keeping });
      expect([asked, server.requests.length]).toEqual([0, 1]);
    },
  );

  it("requests reasoning from a reasoning model, in encrypted form if nothing is stored", async () => {
    await using server = await startModelServer([sse.say("ok"), sse.say("ok")]);
    const options = { model: "o3", effort: "high", summary: "detailed" } as const;
    await collect(clientOptions(server.baseUrl, options), { ...PROMPT, store: false });
    await collect(clientOptions(server.baseUrl, { ...options, summary: "none" }));
    expect(server.requests.map(({ body }) => body)).toMatchObject([
      { reasoning: { effort: "high", summary: "detailed" }, store: false, include: ["reasoning.encrypted_content"] },
      { reasoning: { effort: "high" }, store: true, include: [] },
    ]);
    expect(Object(server.requests[1]?.body).reasoning).not.toHaveProperty("summary");
  });

  it("sends the verbosity if it is set", async () => {
    await using server = await startModelServer([sse.say("ok"), sse.say("ok")]);
    await collect(clientOptions(server.baseUrl, { maxOutputTokens: 1000 }));
    await collect(clientOptions(server.baseUrl));
    expect(server.requests[0]?.body).toMatchObject({ max_output_tokens: 1000 });
    expect(server.requests[1]?.body).not.toHaveProperty("max_output_tokens");
  });

  it("sends the verbosity only to gpt-5", async () => {
    await using server = await startModelServer([sse.say("ok"), sse.say("ok")]);
    await collect(clientOptions(server.baseUrl, { model: "gpt-5", verbosity: "low" }));
    await collect(clientOptions(server.baseUrl, { model: "o3", verbosity: "low" }));
    expect(server.requests[0]?.body).toMatchObject({ text: { verbosity: "low" } });
    expect(server.requests[1]?.body).not.toHaveProperty("text");
  });

  it("sends reasoning back unchanged, to OpenAI encrypted only, and no items of unknown types", async () => {
    await using server = await startModelServer([sse.say("ok"), sse.say("ok")]);
    const reasoning = { type: "reasoning" as const, id: "rs", summary: [], encrypted_content: "opaque" };
    const raw = { ...reasoning, content: [{ type: "reasoning_text" as const, text: "raw" }] };
    const output = { type: "function_call_output" as const, call_id: "c", output: "done" };
    const prompt = () => ({ ...PROMPT, input: [userMessage("go"), raw, { type: "other" as const }, output] });
    const options = clientOptions(server.baseUrl);
    await collect(options, prompt());
    await collect({ ...options, provider: { ...options.provider, requires_openai_auth: true } }, prompt());
    const inputs = server.requests.map(({ body }) => Object(body).input);
    expect(inputs).toEqual([
      [expect.objectContaining({ type: "message" }), raw, output],
      [expect.objectContaining({ type: "message" }), reasoning, output],
    ]);
  });

  it("explains patches to models without a tool for them", async () => {
    await using server = await startModelServer([sse.say("ok"), sse.say("ok"), sse.say("ok")]);
    const patchTool = applyPatchToolSpec({
      modelFamily: modelFamilyFor("gpt-5"),
      approvalPolicy: "never",
      sandboxPolicy: { mode: "read-only" },
      includePlanTool: false,
      includeApplyPatchTool: true,
      webSearch: undefined,
      includeImageTool: true,
      includePermissionsTool: false,
      includeGoalTools: false,
      includeShellTool: true,
      useExecCommandTool: false,
    });
    if (patchTool === undefined) throw new TypeError("no apply_patch for this family");
    await collect(clientOptions(server.baseUrl));
    await collect(clientOptions(server.baseUrl), { ...PROMPT, tools: [patchTool] });
    await collect(clientOptions(server.baseUrl), {
      ...PROMPT,
      baseInstructionsOverride: "Be brief.",
      additionalInstructions: "And kind.",
    });
    const instructions = server.requests.map(({ body }) => Object(body).instructions);
    expect(instructions[0]).toContain("*** Begin Patch");
    expect(instructions[1]).not.toContain("*** Begin Patch");
    expect(instructions[2]).toBe("Be brief.\n\nAnd kind.");
  });

  it("skips unknown events and items", async () => {
    await using server = await startModelServer([
      sse.events(
        responsesEvent.created(),
        { type: "response.brand_new", x: 1 },
        responsesEvent.itemDone({ type: "brand_new_item" }),
        responsesEvent.completed(null),
      ),
    ]);
    expect(await collect(clientOptions(server.baseUrl))).toEqual([
      { type: "created" },
      { type: "output-item-done", item: { type: "other" } },
      { type: "completed", responseId: "resp", tokenUsage: undefined },
    ]);
  });

  it("parses comments, CRLF, multi-line data and split characters", async () => {
    const item = { type: "message", role: "assistant", content: [{ type: "output_text", text: "grüß dich 世界" }] };
    await using server = await startModelServer([
      fault.raw(
        `: keep-alive\r\n\r\nevent: response.created\r\ndata: {"type":"response.created","response":{"id":"r"}}\r\n\r\n` +
          `data: {"type":"response.output_item.done",\ndata: "item":${JSON.stringify(item)}}\n\n` +
          `data: {"type":"response.completed","response":{"id":"r"}}\n\n`,
      ),
    ]);
    const events = await collect(clientOptions(server.baseUrl));
    expect(events[1]).toEqual({ type: "output-item-done", item });
  });

  it("reports when the model searches the web", async () => {
    await using server = await startModelServer([
      sse.events(
        { type: "response.output_item.added", item: { type: "web_search_call", id: "ws" } },
        responsesEvent.completed(),
      ),
    ]);
    const events = await collect(clientOptions(server.baseUrl));
    expect(events[0]).toEqual({ type: "web-search-call-begin", callId: "ws", query: undefined });
  });

  it("uses one connection for many requests", async () => {
    await using server = await startModelServer(Array.from({ length: 5 }, () => sse.say("ok")));
    const options = clientOptions(server.baseUrl);
    for (let turn = 0; turn < 5; turn++) await collect(options);
    expect(server.connections).toBe(1);
  });

  it("can be replaced by a file", async () => {
    using folder = new TemporaryFolder();
    const file = folder.at("answer.sse");
    await writeFile(
      file,
      'event: response.completed\ndata: {"type":"response.completed","response":{"id":"from-file"}}\n\n',
    );
    expect(await collect(clientOptions("http://127.0.0.1:1/v1", { env: { CODEX_RS_SSE_FIXTURE: file } }))).toEqual([
      { type: "completed", responseId: "from-file", tokenUsage: undefined },
    ]);
    await rm(file);
    const missing = clientOptions("http://127.0.0.1:1/v1", { env: { CODEX_RS_SSE_FIXTURE: file } });
    await expect(collect(missing)).rejects.toMatchObject({ code: "config-invalid" });
  });
});

describe("gateways in front of the Responses API", () => {
  const message = { type: "message", role: "assistant", content: [{ type: "output_text", text: "whole" }] };
  const itemsOf = async (...replies: Parameters<typeof startModelServer>[0]) => {
    await using server = await startModelServer(replies);
    const events = await collect(clientOptions(server.baseUrl));
    return events.flatMap((event) => (event.type === "output-item-done" ? [event.item] : []));
  };
  const whole = { id: "r", object: "response", status: "completed", output: [message] };

  it.each([
    ["in response.completed alone", sse.events({ type: "response.completed", response: whole })],
    ["as one object", fault.status(200, whole)],
    [
      "in both, which counts once",
      sse.events(responsesEvent.itemDone(message), { type: "response.completed", response: whole }),
    ],
  ])("the output %s", async (_, reply) => {
    expect(await itemsOf(reply)).toEqual([message]);
  });

  const delta = (text: string) => ({ type: "response.output_text.delta", delta: text });
  const named = ({ type, ...data }: { readonly type: string }) => `event: ${type}\ndata: ${JSON.stringify(data)}\n\n`;
  const { completed, itemDone } = responsesEvent;

  it.each([
    ["in deltas alone", sse.events(delta("who"), delta("le"), completed())],
    ["in deltas after another item", sse.events(itemDone({ type: "reasoning" }), delta("whole"), completed())],
    ["in deltas and a message, which counts once", sse.events(delta("whole"), itemDone(message), completed())],
    ["as plain text", sse.events(itemDone({ ...message, content: [{ type: "text", text: "whole" }] }), completed())],
    ["before a completion without an id", sse.events(itemDone(message), { type: "response.completed", response: {} })],
    ["before a completion of nothing", sse.events(itemDone(message), { type: "response.completed" })],
    ["in events typed only by their name", fault.raw(named(itemDone(message)) + named(completed()))],
    [
      "before an end without its empty line",
      fault.raw([itemDone(message), completed()].map((data) => `data: ${JSON.stringify(data)}`).join("\n\n")),
    ],
  ])("the answer %s", async (_, reply) => {
    const items = await itemsOf(reply);
    expect(items.filter(({ type }) => type === "message")).toEqual([message]);
  });

  const ran = { type: "function_call", name: "f", arguments: "{}", call_id: "a" };
  const finishing = (response: unknown) => ({ type: "response.completed", response });

  it.each([
    ["a call after a message", [message], [{ ...message, id: "other" }, ran], [message, ran]],
    ["a message after a call", [ran], [{ ...ran, arguments: {} }, message], [ran, message]],
    ["a second call", [ran], [ran, { ...ran, call_id: "b" }], [ran, { ...ran, call_id: "b" }]],
    [
      "no call if those before have no id",
      [{ ...ran, call_id: null }],
      [ran],
      [expect.objectContaining({ name: "f" })],
    ],
  ])("response.completed adds %s", async (_, done, output, expected) => {
    expect(await itemsOf(sse.events(...done.map(itemDone), finishing({ ...whole, output })))).toEqual(expected);
  });

  it.each([
    ["failed", { status: "failed", error: { message: "NOPE" } }, /NOPE/],
    ["incomplete", { status: "incomplete", incomplete_details: { reason: "max_output_tokens" } }, /max_output_tokens/],
  ])("a completed response whose status is %s is a failure", async (_, response, why) => {
    await expect(itemsOf(sse.events(itemDone(message), finishing(response)))).rejects.toThrow(why);
  });

  it("an answer that is cut off in its last event is incomplete", async () => {
    const cut = fault.raw(
      `data: ${JSON.stringify(itemDone(message))}\n\ndata: ${JSON.stringify(completed()).slice(0, -1)}`,
    );
    await expect(itemsOf(cut)).rejects.toThrow("stream closed before response.completed");
  });

  it("unpaired surrogates are not sent", async () => {
    await using server = await startModelServer([sse.say("ok")]);
    await collect(clientOptions(server.baseUrl), { ...PROMPT, input: [userMessage("a\ud83d")] });
    expect(server.requests[0]?.body).toMatchObject({ input: [{ content: [{ text: "a\ufffd" }] }] });
  });

  it("a call that is sent twice counts once; two calls with one id count twice", async () => {
    const call = (args: unknown, callId?: string) =>
      responsesEvent.itemDone({ type: "function_call", name: "f", arguments: args, call_id: callId });
    const items = await itemsOf(
      sse.events(call("{}", "a"), call("{}", "a"), call('{"b":1}', "a"), call({ c: 1 }), responsesEvent.completed()),
    );
    expect(items.map((item) => "arguments" in item && item.arguments)).toEqual(["{}", '{"b":1}', '{"c":1}']);
    expect(new Set(items.map((item) => "call_id" in item && item.call_id)).size).toBe(3);
  });

  describe("a call that arrives in deltas", () => {
    const call = { type: "function_call", id: "fc_1", call_id: "c1", name: "f", arguments: "" };
    const patch = { type: "custom_tool_call", id: "ct_1", call_id: "c2", name: "apply_patch", input: "" };
    const begun = (item: object) => ({ type: "response.output_item.added", item });
    const words = (type: string, itemId: string, delta: string) => ({ type, item_id: itemId, delta });
    const said = [
      ...[begun(call), begun(patch)],
      words("response.function_call_arguments.delta", "fc_1", '{"a":'),
      words("response.custom_tool_call_input.delta", "ct_1", "*** Begin"),
      words("response.function_call_arguments.delta", "fc_1", "1}"),
      words("response.custom_tool_call_input.delta", "ct_1", " Patch"),
    ];

    it("and is never finished is complete when the answer is", async () => {
      expect(await itemsOf(sse.events(...said, responsesEvent.completed()))).toMatchObject([
        { type: "function_call", call_id: "c1", name: "f", arguments: '{"a":1}' },
        { type: "custom_tool_call", call_id: "c2", name: "apply_patch", input: "*** Begin Patch" },
      ]);
    });

    it("is one call if it is finished, under whatever id", async () => {
      const finished = responsesEvent.itemDone({ ...call, arguments: '{ "a": 1 }' });
      const otherwise = [
        responsesEvent.itemDone({ ...call, id: "other", arguments: { a: 1 } }),
        responsesEvent.itemDone({ type: "function_call", name: "f", arguments: '{"a":1}', call_id: "c9" }),
      ];
      const onlyCall = said.filter((_, index) => index !== 1 && index !== 3 && index !== 5);
      for (const end of [finished, ...otherwise]) {
        expect(await itemsOf(sse.events(...onlyCall, end, responsesEvent.completed()))).toHaveLength(1);
      }
    });

    it("is dropped if the answer is cut off", async () => {
      await using server = await startModelServer([sse.events(...said)]);
      await expect(collect(clientOptions(server.baseUrl), PROMPT)).rejects.toMatchObject({
        code: "stream-disconnected",
      });
    });
  });

  it("an empty item is skipped", async () => {
    const nothing = { type: "response.output_item.done", item: null };
    expect(await itemsOf(sse.events(nothing, responsesEvent.itemDone(message), responsesEvent.completed()))).toEqual([
      message,
    ]);
  });

  it("a refusal is the model's text", async () => {
    const refusal = { ...message, content: [{ type: "refusal", refusal: "No." }] };
    const items = await itemsOf(sse.events(responsesEvent.itemDone(refusal), responsesEvent.completed()));
    expect(items).toEqual([{ ...message, content: [{ type: "output_text", text: "No." }] }]);
  });

  it.each([
    [
      "an item that cannot be read",
      sse.events(responsesEvent.itemDone({ type: "function_call", name: 5 }), responsesEvent.completed()),
      /cannot be read.*function_call/,
    ],
    [
      "an item with damaged JSON",
      fault.raw('data: {"type":"response.output_item.done","item":{"type":"fun\n\n'),
      /not JSON.*fun/,
    ],
    [
      "an item that is not an object",
      sse.events(responsesEvent.itemDone("text"), responsesEvent.completed()),
      /cannot be read/,
    ],
    ["JSON with an error", fault.status(200, { error: { message: "NOPE" } }), /NOPE/],
    ["JSON with another error", fault.status(200, { detail: "NOPE" }), /NOPE/],
    ["a named error", fault.raw('event: error\ndata: {"message":"NOPE"}\n\n'), /NOPE/],
    [
      "an error event of the API's own name",
      sse.events({ type: "response.error", error: { message: "NOPE" } }),
      /NOPE/,
    ],
    ["a failure outside of the response", sse.events({ type: "response.failed", error: { message: "NOPE" } }), /NOPE/],
    [
      "a failure in the details of the status",
      sse.events({ type: "response.failed", response: { status_details: { error: { message: "NOPE" } } } }),
      /NOPE/,
    ],
    [
      "a failure of unknown form",
      sse.events({ type: "response.failed", response: { error: { why: "NOPE" } } }),
      /NOPE/,
    ],
    ["an error within an error", sse.events({ type: "error", error: { error: { message: "NOPE" } } }), /: NOPE$/],
    ["a cancelled answer", sse.events({ type: "response.cancelled", response: {} }), /cancelled/],
    ["JSON that is not an answer", fault.status(200, ["x"]), /not an answer/],
    ["a web page", fault.raw("<html><title>Wi-Fi</title>", { "content-type": "text/html" }), /text\/html.*a web page/],
    ["an unknown encoding", fault.raw("x", { "content-encoding": "rot13" }), /rot13/],
  ])("%s is reported", async (_, reply, message) => {
    await using server = await startModelServer([reply]);
    await expect(collect(clientOptions(server.baseUrl))).rejects.toThrow(message);
  });

  it("endless response.in_progress counts as silence", async () => {
    await using server = await startModelServer([
      fault.endless('data: {"type":"response.in_progress","response":{}}\n\n'),
    ]);
    const options = clientOptions(server.baseUrl, { provider: { stream_idle_timeout_ms: 100 } });
    await expect(collect(options)).rejects.toMatchObject({ code: "stream-disconnected" });
  });

  it("ids that the API refuses are not sent back, and calls still match their outputs", async () => {
    await using server = await startModelServer([sse.say("ok")]);
    const callId = `call:${"z".repeat(100)}`;
    const input = [
      userMessage("go"),
      { type: "function_call" as const, id: "fc/odd", name: "f", arguments: "{}", call_id: callId },
      { type: "function_call_output" as const, call_id: callId, output: "ok" },
    ];
    await collect(clientOptions(server.baseUrl), { ...PROMPT, input });
    const [, call, output] = Object(server.requests[0]?.body).input;
    expect(call).not.toHaveProperty("id");
    expect(call.call_id).toMatch(/^[\w-]{1,64}$/);
    expect(output.call_id).toBe(call.call_id);
  });

  it("a query in base_url stays after the path", async () => {
    await using server = await startModelServer([sse.say("ok")]);
    await collect(clientOptions(`${server.baseUrl}/?api-version=1+0`, { provider: { query_params: { b: "2 + 3" } } }));
    expect(server.requests[0]?.path).toBe("/v1/responses?api-version=1+0&b=2%20%2B%203");
  });
});
