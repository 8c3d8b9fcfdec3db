import path from "node:path";
import { type ModelReply, sse } from "@codex/test-support";
import { conformance } from "../conformance.js";
import { type ConformanceCase, commandCase, oneTurn, serverCase } from "../conformance-case.js";
import type { Json } from "../observation.js";
import { rewritten, withoutEvents } from "../views.js";

const KIT = path.join(import.meta.dirname, "../kit-server.mjs");

type Options = Partial<Omit<Extract<ConformanceCase, { kind: "server" }>, "kind" | "about">>;

/** One turn of a conversation with these parameters. */
const configured = (
  about: string,
  options: Options,
  params: Json = {},
  model: readonly ModelReply[] = [sse.say("ok")],
) => serverCase({ about, model, play: oneTurn(params), ...options });
const echo = (script: string) => [sse.shell(["bash", "-c", `echo ${script}`]), sse.say("ok")];

conformance("config", {
  "agents-md": serverCase({
    about: "instructions of the user, of the repository and of the folder",
    files: { "AGENTS.md": "root rules\n", "sub/AGENTS.md": "sub rules\n", "sub/x": "" },
    homeFiles: { "AGENTS.md": "home rules\n" },
    model: [sse.say("ok")],
    play: (client, { cwd }) => oneTurn({ cwd: `${cwd}/sub` })(client),
  }),
  "agents-md-limit": configured("instructions are cut at project_doc_max_bytes", {
    files: { "AGENTS.md": "0123456789".repeat(5) },
    config: { project_doc_max_bytes: 20 },
  }),
  "base-instructions": configured(
    "instructions instead of the built-in ones",
    {},
    {
      baseInstructions: "You are a parrot.",
    },
  ),
  profile: configured(
    "a profile's model and policies",
    {
      tables:
        '[profiles.quick]\nmodel = "quick-model"\napproval_policy = "untrusted"\nmodel_reasoning_effort = "low"\n',
    },
    { profile: "quick" },
  ),
  "profile-missing": serverCase({
    about: "a missing profile",
    async play(client) {
      await client.initialize();
      await client.request("newConversation", { profile: "nope" });
    },
  }),
  "config-overrides": configured(
    "settings of one conversation, with dots in their keys",
    {},
    { config: { "shell_environment_policy.set": { FOO: "foo" }, model: "other-model" } },
    echo("$FOO-$BAR"),
  ),
  "model-override-wins": configured("a parameter beats the file", {}, { model: "param-model" }),
  "environment-policy": configured(
    "the environment variables of commands",
    {
      env: { SECRET_TOKEN: "t", MY_API_KEY: "k", PLAIN: "p" },
      tables: '[shell_environment_policy]\ninherit = "all"\nexclude = ["PLAIN"]\nset = { ADDED = "1" }\n',
    },
    {},
    // biome-ignore lint/suspicious/noTemplateCurlyInString: bash reads it.
    echo("secret=$SECRET_TOKEN key=$MY_API_KEY plain=$PLAIN added=$ADDED home=${HOME:+set}"),
  ),
  "environment-core": configured(
    "only the core variables",
    { env: { PLAIN: "p" }, tables: '[shell_environment_policy]\ninherit = "core"\n' },
    {},
    // biome-ignore lint/suspicious/noTemplateCurlyInString: bash reads it.
    echo("plain=$PLAIN home=${HOME:+set} path=${PATH:+set}"),
  ),
  "provider-headers": configured("a provider's key, headers and query", {
    env: { MOCK_KEY: "sk-mock", EXTRA: "from-env" },
    provider:
      'env_key = "MOCK_KEY"\nhttp_headers = { "originator" = "from-config" }\nquery_params = { "api-version" = "1" }\n',
  }),
  "provider-key-missing": configured(
    "a missing key is reported before any request",
    {
      provider: 'env_key = "MOCK_KEY_NOT_SET"\nenv_key_instructions = "Set it."\n',
      view: (seen) =>
        rewritten(seen, (value, key, holder) => (key === "message" && holder["type"] === "error" ? undefined : value)),
    },
    {},
    [],
  ),
  "reasoning-model": configured("effort and summary of a reasoning model", {
    config: { model: "o3", model_reasoning_effort: "high", model_reasoning_summary: "detailed" },
  }),
  "gpt-5-verbosity": configured("verbosity of a model", { config: { model: "gpt-5", model_verbosity: "low" } }),
  "no-response-storage": configured("the provider stores nothing", {
    config: { model: "o3", disable_response_storage: true },
  }),
  "bad-config": commandCase({
    about: "a file that is not TOML",
    tables: "this is not toml",
    ignore: ["files"],
    async play(run) {
      await run(["exec", "--skip-git-repo-check", "hi"], {
        view: ({ code, stderr }) => ({ failed: code !== 0, saidSomething: stderr.length > 0 }),
      });
    },
  }),
  "external-mcp-tool": configured(
    "a tool of an MCP server is offered and called",
    { tables: `[mcp_servers.kit]\ncommand = ${JSON.stringify(process.execPath)}\nargs = [${JSON.stringify(KIT)}]\n` },
    {},
    [sse.call("kit__add", { a: 2, b: 3 }, "call-1"), sse.call("kit__fail", {}, "call-2"), sse.say("five")],
  ),
  "external-mcp-broken": configured("an MCP server that does not start delays nothing", {
    tables: '[mcp_servers.broken]\ncommand = "no-such-program-for-mcp"\n',
    view: withoutEvents("error"),
  }),
});
