import { chat, sse } from "@codex/test-support";
import { conformance } from "../conformance.js";
import { serverCase } from "../conformance-case.js";
import type { ServerClient } from "../server-client.js";
import { withoutContents, withoutQuestions, withoutWording } from "../views.js";

const UNTRUSTED = { approval_policy: "untrusted", sandbox_mode: "read-only" };
const NOBODY = "67e55044-10b1-426f-9247-bb680e5fe0c8";
const PATCH = "*** Begin Patch\n*** Update File: a.txt\n@@\n-old\n+new\n*** End Patch\n";

/** A call of `codex`, with an answer to its questions. */
const codexTool =
  (prompt: string, decision?: string) =>
  async (client: ServerClient): Promise<void> => {
    await client.initialize();
    if (decision !== undefined) client.answer("elicitation/create", { decision });
    await client.callTool("codex", { prompt });
  };

conformance("mcp-tools", {
  "codex-tool": serverCase({
    about: "a session to its end, with its events",
    model: [sse.shell(["echo", "hi"]), sse.say("finished")],
    play: codexTool("go"),
  }),
  "codex-tool-bad-arguments": serverCase({
    about: "missing and unknown arguments",
    async play(client) {
      await client.initialize();
      await client.callTool("codex");
      const bad = [
        {},
        { prompt: 1 },
        { prompt: "x", sandbox: "no-such-mode" },
        { prompt: "x", "approval-policy": "perhaps" },
      ];
      for (const args of bad) await client.callTool("codex", args);
    },
    view: withoutContents,
  }),
  "codex-tool-overrides": serverCase({
    about: "its own model, folder, policies, instructions and settings",
    files: { "sub/x": "x" },
    model: [sse.shell(["pwd"]), sse.say("finished")],
    async play(client, { cwd }) {
      await client.initialize();
      await client.callTool("codex", {
        ...{ prompt: "go", model: "mock-model-3", cwd: `${cwd}/sub`, "approval-policy": "never" },
        ...{ sandbox: "danger-full-access", "base-instructions": "be brief", "include-plan-tool": true },
        config: { model_reasoning_summary: "none" },
      });
    },
  }),
  "codex-reply": serverCase({
    about: "a session continues, by the id in its first event",
    model: [sse.say("one"), sse.say("two")],
    async play(client) {
      await client.initialize();
      await client.callTool("codex", { prompt: "first" });
      const { params } = await client.event("session_configured");
      await client.callTool("codex-reply", { sessionId: params?.msg?.["session_id"], prompt: "second" });
    },
  }),
  "codex-reply-unknown-session": serverCase({
    about: "an unknown session, and an invalid id",
    async play(client) {
      await client.initialize();
      await client.callTool("codex-reply", { sessionId: NOBODY, prompt: "x" });
      await client.callTool("codex-reply", { sessionId: "not-a-uuid", prompt: "x" });
      await client.callTool("codex-reply", {});
      await client.callTool("codex-reply");
    },
    view: withoutContents,
  }),
  "elicit-exec": serverCase({
    about: "git init on a Chat Completions model is asked about, approved, run and reported",
    wireApi: "chat",
    config: UNTRUSTED,
    model: [chat.call("shell", { command: ["git", "init", "-q"] }, "call1234"), chat.say("Enjoy your new git repo!")],
    git: false,
    ignore: ["files"],
    play: codexTool("run git init", "approved"),
    view: withoutQuestions,
  }),
  "elicit-exec-denied": serverCase({
    about: "a denied command",
    config: UNTRUSTED,
    model: [sse.shell(["touch", "x"]), sse.say("ok")],
    play: codexTool("touch", "denied"),
    view: (seen) => withoutWording("call-1")(withoutQuestions(seen)),
  }),
  "elicit-patch": serverCase({
    about: "a patch is asked about, with its changes",
    config: UNTRUSTED,
    files: { "a.txt": "old\n" },
    model: [sse.shell(["apply_patch", PATCH]), sse.say("patched")],
    play: codexTool("patch", "approved"),
    view: withoutQuestions,
  }),
  "request-id": serverCase({
    about: "each event of a call names its request in _meta.requestId, as the number or text that was sent",
    model: [sse.say("one"), sse.say("two")],
    async play(client) {
      await client.initialize();
      await client.callTool("codex", { prompt: "first" }, "named-by-text");
      const after = client.messages.length;
      await client.request("tools/call", { name: "codex", arguments: { prompt: "second" } }, 77);
      const ofCalls = client.messages.filter(({ params }) => params?.msg !== undefined);
      return { first: metasOf(ofCalls, 0, after), second: metasOf(ofCalls, 1, after) };

      function metasOf(events: typeof ofCalls, call: number, boundary: number): unknown[] {
        const own = events.filter((event) => client.messages.indexOf(event) >= boundary === (call === 1));
        return [...new Set(own.map(({ params }) => JSON.stringify(params?.["_meta"])))];
      }
    },
  }),
  cancelled: serverCase({
    about: "cancelling a request interrupts its session",
    model: [sse.shell(["sleep", "30"]), sse.say("never")],
    async play(client) {
      await client.initialize();
      // The reference never answers it.
      client.callTool("codex", { prompt: "sleep" }, "call-me").catch(() => {});
      await client.event("exec_command_begin");
      client.notify("notifications/cancelled", { requestId: "call-me", reason: "enough" });
      await client.event("turn_aborted");
    },
    view: ({ events, model }) => ({ events, model }),
  }),
});
