import { chat, responsesEvent, sse } from "@codex/test-support";
import { conformance } from "../conformance.js";
import { oneTurn, serverCase } from "../conformance-case.js";
import { textItem } from "../server-client.js";
import { untilSaved } from "../until-saved.js";
import { withoutOutputs, withoutWording } from "../views.js";

const NOBODY = "67e55044-10b1-426f-9247-bb680e5fe0c8";
const hello = [textItem("hello")];

/** Reasoning in sections, both as deltas and complete. */
function reasoned(summary: readonly string[], text: string, raw?: string) {
  const sections = summary.flatMap((delta, index) => [
    ...(index > 0 ? [{ type: "response.reasoning_summary_part.added" }] : []),
    { type: "response.reasoning_summary_text.delta", delta },
  ]);
  const rawText = raw === undefined ? [] : [{ type: "response.reasoning_text.delta", delta: raw }];
  const item = {
    type: "reasoning",
    id: "rs",
    summary: summary.map((part) => ({ type: "summary_text", text: part })),
    ...(raw === undefined ? {} : { content: [{ type: "reasoning_text", text: raw }] }),
    encrypted_content: "opaque",
  };
  const { created, itemDone, message, completed } = responsesEvent;
  return sse.events(created(), ...sections, ...rawText, itemDone(item), message(text), completed());
}

function localShell(command: readonly string[]) {
  const action = { type: "exec", command, timeout_ms: null, working_directory: null, env: null, user: null };
  const item = { type: "local_shell_call", id: "ls", call_id: "call-1", status: "completed", action };
  return sse.events(responsesEvent.created(), responsesEvent.itemDone(item), responsesEvent.completed());
}

conformance("conversation", {
  "new-conversation": serverCase({
    about: "starts with the defaults",
    async play(client) {
      await client.initialize();
      await client.request("newConversation", {});
    },
  }),
  "new-conversation-and-message": serverCase({
    about: "starts with another model, on Chat Completions; then a listener, then a message",
    wireApi: "chat",
    model: [chat.say("Done")],
    play: oneTurn({ model: "o3" }, "Hello"),
  }),
  "text-turn": serverCase({
    about: "an answer as it streams",
    model: [sse.say("Hello there", { deltas: ["Hello", " there"] })],
    play: oneTurn({}, "hello"),
  }),
  "two-turns": serverCase({
    about: "a turn remembers the one before",
    model: [sse.say("first"), sse.say("second")],
    async play(client) {
      await client.initialize();
      const { conversationId } = await client.openConversation();
      await client.say(conversationId, "one");
      await client.say(conversationId, "two");
    },
  }),
  "shell-turn": serverCase({
    about: "a command's output and exit code go to the model",
    model: [sse.shell(["bash", "-lc", "echo out; echo err >&2; exit 3"]), sse.say("done")],
    play: oneTurn({}, "run it"),
  }),
  "shell-writes-file": serverCase({
    about: "a command runs in the working folder",
    model: [sse.shell(["bash", "-c", "printf hi > made.txt; pwd"]), sse.say("done")],
    play: oneTurn({}, "make it"),
  }),
  "shell-workdir-and-timeout": serverCase({
    about: "a command in another folder, and one that takes too long",
    files: { "sub/a.txt": "a" },
    model: [
      sse.shell(["pwd"], { workdir: "sub" }, "call-1"),
      sse.shell(["sleep", "20"], { timeout_ms: 300 }, "call-2"),
      sse.say("done"),
    ],
    view: withoutWording("call-2"),
    play: oneTurn(),
  }),
  "unknown-function": serverCase({
    about: "a missing function, arguments that are not JSON, arguments of another function",
    model: [
      sse.call("no_such_function", { a: 1 }, "call-1"),
      sse.call("shell", "{not json", "call-2"),
      sse.call("shell", { cmd: "ls" }, "call-3"),
      sse.say("ok"),
    ],
    view: withoutOutputs("function_call_output"),
    play: oneTurn(),
  }),
  "missing-program": serverCase({
    about: "a missing program",
    model: [sse.shell(["no-such-program-here", "x"]), sse.say("ok")],
    view: withoutWording("call-1"),
    play: oneTurn(),
  }),
  "parallel-calls": serverCase({
    about: "two calls in one answer are answered in order",
    model: [
      sse.calls(
        { name: "shell", arguments: { command: ["echo", "a"] }, callId: "call-a" },
        { name: "shell", arguments: { command: ["echo", "b"] }, callId: "call-b" },
      ),
      sse.say("done"),
    ],
    play: oneTurn({}, "both"),
  }),
  "local-shell-call": serverCase({
    about: "the other way to call a shell",
    model: [localShell(["echo", "local"]), sse.say("done")],
    play: oneTurn(),
  }),
  plan: serverCase({
    about: "a plan is an event",
    model: [
      sse.call("update_plan", {
        explanation: "why",
        plan: [
          { step: "one", status: "in_progress" },
          { step: "two", status: "pending" },
        ],
      }),
      sse.say("planned"),
    ],
    play: oneTurn({ includePlanTool: true }, "plan"),
  }),
  reasoning: serverCase({
    about: "a reasoning summary, in sections",
    model: [reasoned(["First thought", "Second thought"], "answer")],
    play: oneTurn({}, "think"),
  }),
  "raw-reasoning": serverCase({
    about: "the raw reasoning, on request",
    model: [reasoned(["Summary"], "answer", "raw thought")],
    play: oneTurn({ config: { show_raw_agent_reasoning: true } }, "think"),
  }),
  "send-user-turn": serverCase({
    about: "a turn with its own folder, policies and model",
    files: { "sub/b.txt": "b" },
    model: [sse.shell(["pwd"]), sse.say("done")],
    async play(client, { cwd }) {
      await client.initialize();
      const { conversationId } = await client.openConversation();
      await client.request("sendUserTurn", {
        ...{ conversationId, items: hello, cwd: `${cwd}/sub`, approvalPolicy: "never" },
        ...{ sandboxPolicy: { mode: "danger-full-access" }, model: "mock-model-2", effort: "low", summary: "auto" },
      });
      await client.event("task_complete");
    },
  }),
  "image-input": serverCase({
    about: "images by URL and by file",
    files: { "dot.png": "\x89PNG-not-really" },
    ignore: ["files"],
    model: [sse.say("seen")],
    async play(client, { cwd }) {
      await client.initialize();
      const { conversationId } = await client.openConversation();
      await client.say(conversationId, [
        textItem("look"),
        { type: "image", data: { image_url: "data:image/png;base64,AAAA" } },
        { type: "localImage", data: { path: `${cwd}/dot.png` } },
      ]);
    },
  }),
  "unknown-conversation": serverCase({
    about: "each method on an unknown conversation",
    async play(client) {
      await client.initialize();
      const conversationId = NOBODY;
      await client.request("sendUserMessage", { conversationId, items: hello });
      await client.request("sendUserTurn", {
        ...{ conversationId, items: hello, cwd: "/", approvalPolicy: "never", sandboxPolicy: { mode: "read-only" } },
        ...{ model: "m", effort: "low", summary: "auto" },
      });
      await client.request("interruptConversation", { conversationId });
      await client.request("addConversationListener", { conversationId });
      await client.request("removeConversationListener", { subscriptionId: NOBODY });
    },
  }),
  "remove-listener": serverCase({
    about: "a removed listener gets no events",
    model: [sse.say("unheard")],
    async play(client, world) {
      await client.initialize();
      const { conversationId, subscriptionId } = await client.openConversation();
      await client.request("removeConversationListener", { subscriptionId });
      await client.request("removeConversationListener", { subscriptionId });
      await client.request("sendUserMessage", { conversationId, items: hello });
      await untilSaved(world, "unheard");
    },
  }),
  interrupt: serverCase({
    about: "a command is interrupted, and the conversation continues",
    deliberate: {
      "$.model[1].body.input: 5 entries instead of 3": "the next turn knows what the interrupted one had called for",
      '$.model[1].body.input[2].content: missing [{"text":"again","type":"input_text"}]': "it stands two entries later",
      '$.model[1].body.input[2].role: missing "user"': "the same",
      '$.model[1].body.input[2].type: "function_call" instead of "message"': "the call, and that it was stopped",
    },
    model: [sse.shell(["sleep", "30"]), sse.say("after")],
    async play(client) {
      await client.initialize();
      const { conversationId } = await client.openConversation();
      await client.request("sendUserMessage", { conversationId, items: hello });
      await client.event("exec_command_begin");
      await client.request("interruptConversation", { conversationId });
      await client.say(conversationId, "again");
    },
    view: ({ replies, events, model }) => ({ replies, events, model }),
  }),
  "two-conversations": serverCase({
    about: "two conversations in one server are independent",
    model: [sse.say("a1"), sse.say("b1"), sse.say("a2")],
    async play(client) {
      await client.initialize();
      const first = await client.openConversation();
      const second = await client.openConversation();
      await client.say(first.conversationId, "to a");
      await client.say(second.conversationId, "to b");
      await client.say(first.conversationId, "to a again");
    },
  }),
});
