import { sse } from "@codex/test-support";
import { conformance } from "../conformance.js";
import { serverCase } from "../conformance-case.js";
import { type Json, messageOf, type Observation } from "../observation.js";
import type { ServerClient } from "../server-client.js";
import { SHOWN_COMMANDS } from "./tables/shown-commands.js";
import { TRIED_PATCHES } from "./tables/tried-patches.js";
import { WEIGHED_COMMANDS } from "./tables/weighed-commands.js";

// Many inputs in one turn each: the model tries one after the other.

const scriptOf = (commands: readonly (readonly string[])[]) => [
  ...commands.map((command, index) => sse.shell(command, {}, `call-${index + 1}`)),
  sse.say("done"),
];

/** Commands are denied, patches approved. */
async function play(client: ServerClient): Promise<void> {
  await client.initialize();
  client.answer("execCommandApproval", { decision: "denied" });
  client.answer("applyPatchApproval", { decision: "approved" });
  const { conversationId } = await client.openConversation();
  await client.say(conversationId, "go");
}

const eventsOf = ({ events = [] }: Observation, ...types: readonly string[]): Json[] =>
  events.map(messageOf).filter(({ type }) => types.includes(String(type)));
const askedIn = ({ serverRequests = [] }: Observation): unknown[] =>
  serverRequests.map(({ params }) => (params as Json)["call_id"]);

const numbered = Array.from({ length: 12 }, (_, index) => `line ${index + 1}\n`).join("");
const bash = (script: string) => ["bash", "-lc", script];

conformance("tables", {
  "parsed-commands": serverCase({
    about: "how commands are shown: as reads, lists, searches, or otherwise",
    model: scriptOf(SHOWN_COMMANDS),
    files: { "README.md": "x\n" },
    ignore: ["files"],
    play,
    view: (seen) => ({
      commands: eventsOf(seen, "exec_command_begin").map(({ command, parsed_cmd }) => ({ command, parsed_cmd })),
    }),
  }),
  "trusted-or-asked": serverCase({
    about: "which commands are harmless, and which are asked about",
    config: { approval_policy: "untrusted", sandbox_mode: "read-only" },
    model: scriptOf(WEIGHED_COMMANDS),
    ignore: ["files"],
    play,
    deliberate: {
      "$.verdicts[27].asked: true instead of false": "cargo check runs the build scripts of the repository",
    },
    view(seen) {
      const asked = new Set(askedIn(seen));
      return {
        verdicts: WEIGHED_COMMANDS.map((command, index) => ({ command, asked: asked.has(`call-${index + 1}`) })),
      };
    },
  }),
  patches: serverCase({
    about: "what each patch does to the files",
    config: { approval_policy: "on-request", sandbox_mode: "workspace-write" },
    model: scriptOf(TRIED_PATCHES),
    files: {
      "a.txt": numbered,
      "spaces.txt": "\tindented\n",
      "trailing.txt": "has trailing   \n",
      "unicode.txt": "a \u2013 b \u2018quoted\u2019\n",
      "end.txt": "first\nlast\n",
      "nonewline.txt": "no newline",
      "gone.txt": "x\n",
      "move.txt": "x\n",
      "dup.txt": "def a():\n    pass\ndef b():\n    pass\n",
      "sub/x": "",
    },
    deliberate: {
      '$.ends[16].type: "patch_apply_end" instead of "exec_command_end"': "`cd sub && apply_patch` is a patch in sub",
      "$.ends[16].success: true instead of false": "the reference looks for a program of that name",
    },
    play,
    view: (seen) => ({
      files: seen.files,
      ends: eventsOf(seen, "patch_apply_end", "exec_command_end").map(({ call_id, type, success, exit_code }) => ({
        call: call_id,
        type,
        success: success ?? exit_code === 0,
      })),
      asked: askedIn(seen),
    }),
  }),
  "big-output": serverCase({
    about: "output that is long, binary or coloured",
    model: scriptOf([
      bash("seq 1 5000"),
      bash("head -c 200000 /dev/zero | tr '\\0' x"),
      bash("printf 'a\\xff\\xfeb'"),
      bash("printf '\\033[31mred\\033[0m\\n'"),
    ]),
    ignore: ["files"],
    deliberate: {
      [String.raw`$.ends[1].formatted_output: "…xxxxxx\n[... omitted 189803 of 200000 bytes ...]\n\nxxxxxxxxxxx" instead of "…xxxxxx\n[... omitted 0 of 1 lines ...]\n\n"`]:
        "the end of one long line is shown too, and what is missing is counted truly",
      [String.raw`$.model[5].output: "…xxxxx\\n[... omitted 189803 of 200000 bytes ...]\\n\\nxxxxxxxxx" instead of "…xxxxx\\n[... omitted 0 of 1 lines ...]\\n\\n\",\"metadata\":{\"exit"`]:
        "the model reads it so as well",
    },
    play,
    view: (seen) => ({ ends: eventsOf(seen, "exec_command_end"), model: seen.model?.at(-1)?.body.input }),
  }),
});
