import { responsesEvent, sse } from "@codex/test-support";
import { conformance } from "../conformance.js";
import { submissionCase } from "../conformance-case.js";
import type { Json, Observation } from "../observation.js";
import { untilSaved } from "../until-saved.js";
import { rewritten } from "../views.js";

const PATCH = "*** Begin Patch\n*** Update File: a.txt\n@@\n-old\n+new\n*** End Patch\n";

/** Each implementation has its own prompt for a summary. */
function withoutSummaryPrompt(seen: Observation): Observation {
  const model = (seen.model ?? []).map((request, index) => {
    const { input = [] } = request.body;
    const shortened = input.map((item, place) =>
      place === input.length - 1 ? ({ type: item["type"], role: item["role"] } as Json) : item,
    );
    return index === 1 ? { ...request, body: { ...request.body, input: shortened } } : request;
  });
  return { ...seen, model };
}

conformance("proto", {
  "user-input": submissionCase({
    about: "a submission, its events, the end",
    model: [sse.say("hello")],
    async play(client) {
      await client.event("session_configured");
      await client.say("s1", "hi");
      client.submit("s2", { type: "shutdown" });
      await client.event("shutdown_complete");
    },
  }),
  "override-turn-context": submissionCase({
    about: "other settings for later turns",
    files: { "sub/x": "" },
    model: [sse.say("a"), sse.say("b")],
    async play(client, { cwd }) {
      await client.event("session_configured");
      await client.say("s1", "one");
      client.submit("s2", {
        ...{ type: "override_turn_context", cwd: `${cwd}/sub`, approval_policy: "untrusted" },
        ...{ sandbox_policy: { mode: "read-only" }, model: "other", effort: "high", summary: "none" },
      });
      await client.say("s3", "two");
    },
  }),
  compact: submissionCase({
    about: "a summary replaces the conversation",
    model: [sse.say("first answer"), sse.say("the summary"), sse.say("after")],
    async play(client) {
      await client.event("session_configured");
      await client.say("s1", "first question");
      client.submit("s2", { type: "compact" });
      await client.end("s2");
      await client.say("s3", "then");
    },
    view: withoutSummaryPrompt,
  }),
  history: submissionCase({
    about: "the user's input is saved in the history",
    async play(client, world) {
      const { msg } = await client.event("session_configured");
      client.submit("h1", { type: "add_to_history", text: "remember me" });
      await untilSaved(world, "remember me");
      client.submit("h2", { type: "get_history_entry_request", offset: 0, log_id: msg?.["history_log_id"] });
      await client.event("get_history_entry_response");
    },
    view: (seen) => rewritten(seen, (value, key) => (key === "ts" ? "<ts>" : value)),
  }),
  "conversation-history": submissionCase({
    about: "the conversation as sent to the model",
    model: [sse.shell(["echo", "x"]), sse.say("done")],
    async play(client) {
      await client.event("session_configured");
      await client.say("s1", "go");
      client.submit("g", { type: "get_history" });
      await client.event("conversation_history");
    },
  }),
  approvals: submissionCase({
    about: "answers to questions are submissions",
    config: { approval_policy: "untrusted", sandbox_mode: "read-only" },
    files: { "a.txt": "old\n" },
    model: [sse.shell(["touch", "x"], {}, "call-1"), sse.shell(["apply_patch", PATCH], {}, "call-2"), sse.say("done")],
    async play(client) {
      await client.event("session_configured");
      client.submitText("s1", "go");
      await client.event("exec_approval_request");
      await client.answer("a1", { type: "exec_approval", id: "s1", decision: "approved" });
      await client.event("apply_patch_approval_request");
      await client.answer("a2", { type: "patch_approval", id: "s1", decision: "approved" });
      await client.end("s1");
    },
  }),
  "injected-input": submissionCase({
    about: "input during a turn joins it",
    model: [sse.shell(["bash", "-c", "sleep 1; echo slept"]), sse.say("one answer")],
    async play(client) {
      await client.event("session_configured");
      client.submitText("s1", "first");
      await client.event("exec_command_begin");
      client.submitText("s2", "also this");
      await client.end("s1");
    },
  }),
  "interrupt-then-go-on": submissionCase({
    about: "an answer is interrupted, and the next turn works",
    model: [sse.hang(responsesEvent.textDelta("thinking")), sse.say("fine")],
    async play(client) {
      await client.event("session_configured");
      client.submitText("s1", "first");
      await client.event("agent_message_delta");
      client.submit("i", { type: "interrupt" });
      await client.event("turn_aborted");
      await client.say("s2", "second");
    },
  }),
  "bad-lines": submissionCase({
    about: "invalid submissions are ignored",
    model: [sse.say("still here")],
    async play(client) {
      await client.event("session_configured");
      client.send("this is not json");
      client.send({ id: "x", op: { type: "no_such_op" } });
      client.send({ nothing: true });
      await client.say("s1", "hi");
    },
  }),
});
