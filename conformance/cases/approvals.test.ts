import { sse } from "@codex/test-support";
import { conformance } from "../conformance.js";
import { oneTurn, serverCase } from "../conformance-case.js";
import type { ServerClient } from "../server-client.js";
import { withoutEvents, withoutWording } from "../views.js";

const policies = (approval_policy: string, sandbox_mode: string) => ({ approval_policy, sandbox_mode });
const UNTRUSTED = policies("untrusted", "read-only");
const FULL_ACCESS = policies("never", "danger-full-access");
const WRITE = ["bash", "-c", "echo x > written.txt"];
const PATCH = "*** Begin Patch\n*** Update File: a.txt\n@@\n-old\n+new\n*** End Patch\n";
const OLD = { "a.txt": "old\n" };

/** One turn, with answers to questions by method. */
const asked =
  (answers: Readonly<Record<string, string>>, text: string, end?: string) =>
  async (client: ServerClient): Promise<void> => {
    for (const [method, decision] of Object.entries(answers)) client.answer(method, { decision });
    await oneTurn({}, text, end)(client);
  };
const command = (decision: string, end?: string) => asked({ execCommandApproval: decision }, "write", end);
const patch = (decision: string) => asked({ applyPatchApproval: decision }, "patch");
const patches = (text: string) => [sse.shell(["apply_patch", text]), sse.say("patched")];

conformance("approvals", {
  "exec-approved": serverCase({
    about: "a command runs when it is approved",
    config: UNTRUSTED,
    model: [sse.shell(WRITE), sse.say("done")],
    play: command("approved"),
  }),
  "exec-denied": serverCase({
    about: "a denied command does not run, and the turn continues",
    config: UNTRUSTED,
    model: [sse.shell(WRITE), sse.say("done")],
    play: command("denied"),
    view: withoutWording("call-1"),
  }),
  "exec-abort": serverCase({
    about: "an abort ends the turn",
    config: UNTRUSTED,
    model: [sse.shell(WRITE), sse.say("done")],
    play: command("abort", "turn_aborted"),
    view: withoutEvents("token_count"),
  }),
  "exec-garbled-decision": serverCase({
    about: "an invalid decision is not an approval",
    config: UNTRUSTED,
    model: [sse.shell(WRITE), sse.say("done")],
    play: command("sure, why not"),
    view: withoutWording("call-1"),
  }),
  "exec-approved-for-session": serverCase({
    about: "the same command is asked about once, another one again",
    config: UNTRUSTED,
    model: [
      sse.shell(WRITE, {}, "call-1"),
      sse.shell(WRITE, {}, "call-2"),
      sse.shell(["touch", "other"], {}, "call-3"),
      sse.say("done"),
    ],
    play: command("approved_for_session"),
  }),
  "trusted-commands": serverCase({
    about: "read-only commands are not asked about",
    config: UNTRUSTED,
    files: { "a.txt": "one\ntwo\n" },
    model: [
      sse.shell(["ls"], {}, "call-1"),
      sse.shell(["cat", "a.txt"], {}, "call-2"),
      sse.shell(["bash", "-lc", "ls && cat a.txt | wc -l"], {}, "call-3"),
      sse.shell(["sed", "-n", "1,1p", "a.txt"], {}, "call-4"),
      sse.say("done"),
    ],
    play: asked({ execCommandApproval: "denied" }, "look"),
  }),
  "on-request-escalated": serverCase({
    about: "the model asks to leave the sandbox and says why",
    config: policies("on-request", "read-only"),
    model: [sse.shell(WRITE, { with_escalated_permissions: true, justification: "needs to write" }), sse.say("done")],
    play: command("approved"),
  }),
  "on-failure-retry": serverCase({
    about: "a command that the sandbox stopped is retried outside, after a question",
    config: policies("on-failure", "read-only"),
    model: [sse.shell(WRITE), sse.say("done")],
    play: command("approved"),
    view: withoutWording("call-1"),
  }),
  "never-in-read-only": serverCase({
    about: "a command that the sandbox stopped is reported to the model if the user is never asked",
    config: policies("never", "read-only"),
    model: [sse.shell(WRITE), sse.say("done")],
    play: oneTurn({}, "write"),
    view: withoutWording("call-1"),
  }),
  "patch-approved": serverCase({
    about: "an approved patch is applied",
    config: UNTRUSTED,
    files: OLD,
    model: patches(PATCH),
    play: patch("approved"),
  }),
  "patch-denied": serverCase({
    about: "a denied patch changes nothing",
    config: UNTRUSTED,
    files: OLD,
    model: [sse.shell(["apply_patch", PATCH]), sse.say("not patched")],
    play: patch("denied"),
    view: withoutWording("call-1"),
  }),
  "patch-add-delete-move": serverCase({
    about: "everything that a patch can do, without questions in the working folder",
    config: policies("on-request", "workspace-write"),
    files: { "gone.txt": "bye\n", "moved.txt": "one\ntwo\nthree\n" },
    model: patches(
      [
        "*** Begin Patch",
        ...["*** Add File: dir/new.txt", "+hello", "+world"],
        "*** Delete File: gone.txt",
        ...["*** Update File: moved.txt", "*** Move to: there/moved.txt", "@@", " one", "-two", "+TWO", " three"],
        "*** End Patch\n",
      ].join("\n"),
    ),
    play: oneTurn({}, "patch"),
  }),
  "patch-heredoc": serverCase({
    about: "a patch in a shell script",
    config: FULL_ACCESS,
    files: OLD,
    model: [sse.shell(["bash", "-lc", `apply_patch <<'EOF'\n${PATCH}EOF\n`]), sse.say("patched")],
    play: oneTurn({}, "patch"),
  }),
  "patch-tool": serverCase({
    about: "patches by a separate tool",
    config: FULL_ACCESS,
    files: OLD,
    model: [sse.call("apply_patch", { input: PATCH }), sse.say("patched")],
    play: oneTurn({ includeApplyPatchTool: true }, "patch"),
  }),
  "patch-does-not-match": serverCase({
    about: "a patch whose lines are not found changes nothing",
    config: FULL_ACCESS,
    files: OLD,
    model: [sse.shell(["apply_patch", PATCH.replace("-old", "-nowhere")]), sse.say("failed")],
    play: oneTurn({}, "patch"),
    view: withoutWording("call-1"),
  }),
  "patch-outside-workspace": serverCase({
    about: "a patch outside of the working folder is asked about",
    config: policies("on-request", "workspace-write"),
    tables: "[sandbox_workspace_write]\nexclude_slash_tmp = true\nexclude_tmpdir_env_var = true\n",
    model: [
      sse.shell(["apply_patch", "*** Begin Patch\n*** Add File: ../outside.txt\n+x\n*** End Patch\n"]),
      sse.say("not patched"),
    ],
    play: patch("denied"),
    view: withoutWording("call-1"),
  }),
});
