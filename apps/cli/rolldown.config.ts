import { asciiOnly } from "../../bundle/ascii-only.js";
import { bundleConfig } from "../../bundle/bundle-config.js";
import { commonJsChunks } from "../../bundle/commonjs-chunks.js";
import { compiledProgram } from "../../bundle/compiled-code/compile-program.js";
import { executable } from "../../bundle/executable.js";
import { comesLate, type Starts } from "../../bundle/start-chunks.js";

const CREDENTIALS_AND_MODEL = ["src/commands/auth-manager.ts", "../../packages/core/src/model/create-model-client.ts"];

/** Modules that a text turn never calls, functions only: what the model's commands run through … */
const CALLS = [
  "../../packages/core/src/exec/{exit-code,stop-process-group}.ts",
  "../../packages/core/src/exec/output/{as-terminal-shows,command-capture,drain-output}.ts",
  "../../packages/core/src/git/run-git.ts",
  "../../packages/core/src/rules/judge-command.ts",
  "../../packages/core/src/shell/shell-words.ts",
  "../../packages/core/src/tools/commands/{approve-command,approved-command,propose-command,run-shell-command}.ts",
  "../../packages/core/src/tools/{patches/apply-patch-command,run-tool-call}.ts",
  "../../packages/core/src/turn/take-checkpoint.ts",
  "../../packages/linux-sandbox/src/{bwrap,landlock,unshare}-backend.ts",
  "../../packages/linux-sandbox/src/{seccomp-supervisor,input-pipe,mount-plan,native,spawn-in-pipes,spawn-unconfined,terminal}.ts",
];

/** … and large modules that few sessions need. */
const SELDOM = [
  "src/commands/prepare-oss.ts",
  "../../packages/core/src/config/edits/set-project-trust.ts",
  "../../packages/core/src/agents/load-agent-roles.ts",
  "../../packages/core/src/diff/{format-file-diff,read-file-version}.ts",
  "../../packages/core/src/exec/{client-command,terminal-session,through-user-shell}.ts",
  "../../packages/core/src/{goals/*,store/sidecar-files,tools/goal-tools,turn/counted-stream}.ts",
  "../../packages/core/src/hooks/{hook-answer,match-hook,read-hooks-table,run-hook-command}.ts",
  "../../packages/core/src/model/chat/chat-client.ts",
  "../../packages/core/src/model/http/{certificates,connection-failure,http-failure,retry-delay}.ts",
  "../../packages/core/src/model/{api-error,failed-response,responses/web-search-event}.ts",
  "../../packages/core/src/review/review-target.ts",
  "../../packages/core/src/rollout/{lines/enveloped-encoder,load-rollout,rollout-files}.ts",
  "../../packages/core/src/rules/proposed-rule.ts",
  "../../packages/core/src/safety/protected-paths.ts",
  "../../packages/core/src/safety/obeyed/{folder-tree,judge-point,obeyed-scope,put-aside}.ts",
  "../../packages/core/src/skills/{front-matter,mentioned-skills,skill-metadata}.ts",
  "../../packages/core/src/specs/{mcp-resource-tool-specs,mcp-tool-spec,web-search-tool-spec}.ts",
  "../../packages/core/src/store/{fork,list,move,revert}-thread*.ts",
  "../../packages/core/src/store/thread-{files,names}.ts",
  "../../packages/core/src/thread/{agents/agent-tree,revert}.ts",
  "../../packages/core/src/tools/agents/{close-agent,send-input,spawn-agent,wait-agent}.ts",
  "../../packages/core/src/tools/agents/collaboration/{interrupt-agent,list-agents,message-tools,spawn-agent,wait-agent}.ts",
  "../../packages/core/src/tools/{custom-tool,mcp/mcp-tool,mcp/rank-tools,patches/run-patch}.ts",
  "../../packages/core/src/turn/{run-review,run-user-command}.ts",
  "../../packages/exec/src/answer-judge.ts",
  "../../packages/execpolicy/src/{format-rule,parse-rules}.ts",
  "../../packages/login/src/{auth-file,id-token,refresh-tokens,storage-lock}.ts",
  "../../packages/terminal/src/{status-line,render/file-changes,render/plan}.ts",
];

/** The command line of most starts, except the MCP server's … */
const OPTIONS = [
  "src/command-line/{app-server-command,exec-command,generate-commands,unsupported-commands,options,root-options}.ts",
];

/** … and the parts of it that help, other commands and errors need. */
const COMMANDS = [
  "src/command-line/{acp,execpolicy,features,file-search,hooks}-command.ts",
  "src/command-line/{all,debug,fleet,login,mcp-server,session}-commands.ts",
  "src/command-line/help.ts",
  "../../packages/core/src/config/nearest-name.ts",
];

const starts: Starts = {
  main: { modules: ["src/main.ts"], shared: ["handshake", "acp", "app-server", "exec"] },
  options: { modules: OPTIONS, after: ["main"], late: "at-start" },
  commands: { modules: [...OPTIONS, ...COMMANDS], after: ["main"], late: "at-start" },
  handshake: { modules: ["src/commands/mcp.ts"] },
  chat: { modules: ["src/commands/chat.ts"] },
  acp: { modules: ["src/commands/acp.ts"] },
  "app-server": { modules: ["src/commands/app-server.ts"] },
  services: {
    modules: ["../../packages/mcp-server/src/services.ts", "../../packages/mcp-server/src/conversation-directory.ts"],
    after: ["handshake"],
  },
  exec: { modules: ["src/commands/exec.ts", ...CREDENTIALS_AND_MODEL] },
  serve: {
    modules: [
      "../../packages/mcp-server/src/requests/codex-protocol.ts",
      "src/commands/engine.ts",
      ...CREDENTIALS_AND_MODEL,
    ],
    after: ["handshake", "acp", "app-server"],
  },
  patch: { modules: ["src/commands/apply-patch-program.ts", "../../packages/apply-patch/src/apply-patch.ts"] },
  calls: { modules: CALLS, after: ["exec", "serve"], late: "any-time" },
  seldom: { modules: SELDOM, after: ["exec", "serve"], late: "any-time" },
};

const bundle = bundleConfig({ entry: { codex: "src/codex.ts" }, assets: ["assets/demo.jsonl", "assets/path"], starts });

export default {
  ...bundle,
  plugins: [bundle.plugins, commonJsChunks(comesLate(starts)), asciiOnly, executable, compiledProgram],
  output: { ...bundle.output, chunkFileNames: "[name]-[hash].cjs" },
};
