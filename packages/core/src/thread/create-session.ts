import type { AnswerElicitation, McpConnectionManager } from "@codex/mcp-client";
import type { ResponseItem, SessionConfiguredEvent } from "@codex/protocol";
import type { Config } from "../config/config.js";
import { environmentContextItem } from "../context/environment-context.js";
import { InstructionFiles } from "../context/instruction-files.js";
import { loadUserInstructions, userInstructionsItem } from "../context/user-instructions.js";
import { defaultUserShell } from "../context/user-shell.js";
import { CodexError } from "../error.js";
import { collectGitInfo } from "../git/git-info.js";
import { CarriedContextSchema } from "../history/carried-context.js";
import type { JsonSchema } from "../model/output-format.js";
import { randomId } from "../random-id.js";
import { type LoadedRollout, loadRollout } from "../rollout/load-rollout.js";
import { historyMetadata } from "../rollout/message-history.js";
import { RolloutRecorder } from "../rollout/rollout-recorder.js";
import { CommandRules } from "../rules/command-rules.js";
import { Session, type SessionServices } from "../session/session.js";
import { createTurnContext, turnSettingsOf } from "../session/turn-context.js";
import { loadSkills, skillInstructionsItem } from "../skills/thread-skills.js";
import { Conversation } from "./conversation.js";

export interface CreateSessionOptions {
  readonly config: Config;
  /** Made per session, since the id is part of what the model's client sends. */
  readonly services: (sessionId: string) => Omit<SessionServices, "mcp">;
  /** Starts from these items instead of an empty transcript (a fork). */
  readonly initialHistory?: readonly ResponseItem[] | undefined;
  /** Goes on with this rollout file. */
  readonly resumePath?: string | undefined;
  /** Keeps no rollout file. */
  readonly ephemeral?: boolean | undefined;
  /** What final messages are to fit. */
  readonly outputSchema?: JsonSchema | undefined;
  /** Asks the user on behalf of an MCP server. */
  readonly answerElicitation?: AnswerElicitation | undefined;
  readonly platform: NodeJS.Platform;
  /** Our version, told to MCP servers. */
  readonly version: string;
  /** Gives up what has not started yet. */
  readonly signal: AbortSignal;
}

/** Sets a conversation up: its rollout, its MCP servers, its first messages. What `session_configured` says is the conversation's property. */
export async function createConversation(options: CreateSessionOptions): Promise<Conversation> {
  const { config } = options;
  const resumePath = options.resumePath ?? config.experimentalResume;
  const saved = resumePath === undefined ? undefined : await loadRollout(resumePath, config.codexHome);
  const sessionId = saved?.sessionId ?? randomId();
  const warnings: string[] = [...(saved?.warnings ?? [])];

  const [userInstructions, rules, skills, instructionFiles, mcp, shell, history] = await Promise.all([
    loadUserInstructions(config),
    loadRules(config),
    loadSkills(config),
    InstructionFiles.of(config.cwd),
    connectMcpServers(options, warnings),
    defaultUserShell(config.env, options.platform),
    historyMetadata(config.codexHome),
  ]);
  const rollout = options.ephemeral
    ? undefined
    : await openRollout({ options, saved, resumePath, sessionId, userInstructions, warnings });

  const services = { ...options.services(sessionId), mcp };
  const session = new Session({
    id: sessionId,
    config,
    services,
    rollout,
    userInstructions,
    instructionFiles,
    rules,
    outputSchema: options.outputSchema,
  });
  restoreHistory(session, options.initialHistory, saved);
  const context = createTurnContext(config, turnSettingsOf(config), services.createModelClient);
  const { cwd, approvalPolicy, sandboxPolicy } = context;
  await session.record([
    ...skillInstructionsItem(config, skills),
    ...(userInstructions === undefined ? [] : [userInstructionsItem(userInstructions)]),
    environmentContextItem({ cwd, approvalPolicy, sandboxPolicy, shell }),
  ]);

  const configured: SessionConfiguredEvent = {
    session_id: sessionId,
    model: config.model,
    history_log_id: history.logId,
    history_entry_count: history.entryCount,
  };
  for (const { path, message, position } of rules.broken)
    warnings.push(`The rules in ${path} do not count: ${position ? `line ${position.line}: ` : ""}${message}`);
  for (const { path, message } of skills.faults) warnings.push(`The skill ${path} is not used: ${message}`);
  for (const message of warnings) session.publish("", { type: "error", message });
  return new Conversation(session, { value: context }, configured);
}

function loadRules({ codexHome, cwd, trustLevel, ignoreRules }: Config): CommandRules | Promise<CommandRules> {
  if (ignoreRules) return CommandRules.none(codexHome);
  return CommandRules.load({ codexHome, cwd, isTrusted: trustLevel === "trusted" });
}

async function connectMcpServers(
  options: CreateSessionOptions,
  warnings: string[],
): Promise<McpConnectionManager | undefined> {
  const { config } = options;
  if (Object.keys(config.mcpServers).length === 0) return undefined;
  const [{ McpConnectionManager }, { credentialFile }] = await Promise.all([
    import("@codex/mcp-client"),
    import("@codex/mcp-client/credentials"),
  ]);
  const { manager, failures } = await McpConnectionManager.connect(config.mcpServers, {
    env: config.env,
    platform: options.platform,
    cwd: config.cwd,
    clientVersion: options.version,
    credentials: credentialFile(config.codexHome),
    signal: options.signal,
    answerElicitation: options.answerElicitation,
  });
  for (const { server, error } of failures)
    warnings.push(`MCP client for \`${server}\` failed to start: ${error.message}`);
  return manager;
}

interface OpenRolloutOptions {
  readonly options: CreateSessionOptions;
  readonly saved: LoadedRollout | undefined;
  readonly resumePath: string | undefined;
  readonly sessionId: string;
  readonly userInstructions: string | undefined;
  readonly warnings: string[];
}

/** A session that cannot be saved still works, and says so; one that cannot be resumed does not start. */
async function openRollout(open: OpenRolloutOptions): Promise<RolloutRecorder | undefined> {
  const { config } = open.options;
  try {
    if (open.saved !== undefined && open.resumePath !== undefined)
      return await RolloutRecorder.resume(open.resumePath, open.saved);
    return await RolloutRecorder.create({
      codexHome: config.codexHome,
      id: open.sessionId,
      cwd: config.cwd,
      instructions: open.userInstructions,
      git: await collectGitInfo(config.cwd, open.options.signal),
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (open.saved !== undefined)
      throw new CodexError("rollout-invalid", `failed to resume ${open.resumePath}: ${reason}`, { cause: error });
    open.warnings.push(`failed to initialize the rollout file, so this session cannot be resumed later: ${reason}`);
    return undefined;
  }
}

function restoreHistory(
  session: Session,
  initial: readonly ResponseItem[] | undefined,
  saved: LoadedRollout | undefined,
): void {
  session.history.add(initial ?? saved?.items ?? []);
  const carried = CarriedContextSchema.safeParse(saved?.carried);
  if (initial === undefined && carried.success) session.carried = carried.data;
}
