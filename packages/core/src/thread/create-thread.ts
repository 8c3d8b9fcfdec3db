import type { AnswerElicitation, McpConnectionManager, McpServerStartup } from "@codex/mcp-client";
import type { ResponseItem } from "@codex/protocol";
import type { Config } from "../config/config.js";
import { isFeatureOn } from "../config/features.js";
import { refuseForbidden } from "../config/within-requirements.js";
import { environmentContextItem } from "../context/environment-context.js";
import { InstructionFiles } from "../context/instruction-files.js";
import { loadUserInstructions, userInstructionsItem } from "../context/user-instructions.js";
import { defaultUserShell } from "../context/user-shell.js";
import { CodexError } from "../error.js";
import type { OpenDocuments } from "../files/open-documents.js";
import { collectGitInfo, type GitInfo } from "../git/git-info.js";
import { CarriedContextSchema } from "../history/carried-context.js";
import { unansweredOutputs } from "../history/conversation-history.js";
import { listHooks } from "../hooks/load-hooks.js";
import type { Notice } from "../items/notice.js";
import type { Answer } from "../items/question.js";
import type { ThreadEvent } from "../items/thread-event.js";
import { NO_TOKENS } from "../items/token-usage.js";
import { randomId } from "../random-id.js";
import { type LoadedRollout, loadRollout } from "../rollout/load-rollout.js";
import type { RolloutJournal } from "../rollout/rollout-journal.js";
import { RolloutRecorder } from "../rollout/rollout-recorder.js";
import type { SessionSource } from "../rollout/session-meta.js";
import { CommandRules } from "../rules/command-rules.js";
import { requiredRules } from "../rules/required-rules.js";
import type { AgentPlace, Agents } from "../session/agents.js";
import { Session, type SessionServices } from "../session/session.js";
import { SessionEvents } from "../session/session-events.js";
import { createTurnContext, turnSettingsOf } from "../session/turn-context.js";
import type { TurnRunner } from "../session/turn-runner.js";
import { loadSkills, skillInstructionsItem } from "../skills/thread-skills.js";
import { fileGoalStore } from "../store/kept-goal.js";
import { turnInput } from "../turn/submit-input.js";
import { type ConnectedMcp, connectMcpServers } from "./connect-mcp-servers.js";
import { createSessionHooks } from "./create-session-hooks.js";
import { Thread } from "./thread.js";

export interface CreateThreadOptions {
  readonly config: Config;
  /** Made per session, since the id is part of what the model's client sends. */
  readonly services: (sessionId: string) => Omit<SessionServices, "mcp" | "documents" | "agents">;
  /** Starts from these items instead of an empty transcript (a fork). */
  readonly initialHistory?: readonly ResponseItem[] | undefined;
  /** Goes on with this rollout file. */
  readonly resumePath?: string | undefined;
  /** Whether it begins as a copy of another thread; hooks of its start are told. */
  readonly isFork?: boolean | undefined;
  /** Keeps no rollout file. */
  readonly ephemeral?: boolean | undefined;
  /** Makes a new thread's rollout file with the first turn, not before. */
  readonly isKeptWithFirstTurn?: boolean | undefined;
  /** Kept in the rollout of a new thread, for whoever loads it: tools that a client brings along, in the words of its wire. */
  readonly dynamicTools?: readonly unknown[] | undefined;
  /** Of a new thread. Default: a random one. */
  readonly threadId?: string | undefined;
  readonly journal?: RolloutJournal | undefined;
  /** What the model is told of calls that the rollout has no output of. Default: that they were aborted. */
  readonly unknownOutcome?: string | undefined;
  readonly source?: SessionSource | undefined;
  readonly threadSource?: string | undefined;
  readonly originator?: string | undefined;
  readonly documents?: OpenDocuments | undefined;
  /** The helpers that the thread of that id may have. */
  readonly agents?: ((threadId: string) => Agents) | undefined;
  /** Where it is a helper itself. */
  readonly agent?: AgentPlace | undefined;
  /** Roles of helpers that are not used, for the user. */
  readonly roleWarnings?: readonly string[] | undefined;
  readonly platform: NodeJS.Platform;
  /** Our version, told to MCP servers. */
  readonly version: string;
  /** Told how the MCP servers of the thread, whose id is `threadId`, start. */
  readonly onMcpStartup?: ((startup: McpServerStartup & { readonly threadId: string }) => void) | undefined;
  /** Gives up what has not started yet. */
  readonly signal: AbortSignal;
  /** Told of everything that happens in the thread, from the first event on. */
  readonly onThreadEvent?: ((event: ThreadEvent) => void) | undefined;
}

/** Sets a thread up: its rollout, its MCP servers, its first messages. Nothing is left running of one that does not come to be. */
export async function createThread(options: CreateThreadOptions): Promise<Thread> {
  await using undo = new AsyncDisposableStack();
  const { config } = options;
  // A helper's policies are those of the turn that starts it, which may be narrower than any that a user can choose.
  if (options.agent === undefined) refuseForbidden(config.requirements, config);
  const resumePath = options.resumePath ?? config.experimentalResume;
  const saved = resumePath === undefined ? undefined : await loadRollout(resumePath, config.codexHome);
  const sessionId = saved?.sessionId ?? options.threadId ?? randomId();
  const events = new SessionEvents(sessionId);
  if (options.onThreadEvent !== undefined) events.hub.observe({ onEvent: options.onThreadEvent });
  const warnings = (saved?.warnings ?? []).map((message) => warning("resume-warning", message));

  const givingUp = new AbortController();
  const connecting = connectServersOf(
    { ...options, signal: AbortSignal.any([options.signal, givingUp.signal]) },
    { turns: events.turns, threadId: sessionId },
    warnings,
  );
  undo.defer(async () => {
    givingUp.abort();
    await (await connecting.catch(() => undefined))?.[Symbol.asyncDispose]();
  });

  const git = saved === undefined && !options.ephemeral ? collectGitInfo(config.cwd, options.signal) : undefined;
  // What goes wrong with it is for `openRollout` to say.
  git?.catch(() => undefined);
  const [userInstructions, rules, skills, hooks, instructionFiles, mcp, shell] = await Promise.all([
    loadUserInstructions(config),
    loadRules(config),
    loadSkills(config),
    listHooks(config),
    InstructionFiles.of(config.cwd, config.projectDocNames),
    connecting,
    defaultUserShell(config.env, options.platform),
  ]);
  const rollout = options.ephemeral
    ? undefined
    : await openRollout({ options, saved, resumePath, sessionId, userInstructions, git, warnings });

  const agents = options.agents?.(sessionId);
  const services = { ...options.services(sessionId), mcp, agents, documents: options.documents };
  const session = new Session({
    id: sessionId,
    config,
    services,
    rollout,
    goals: rollout === undefined ? undefined : goalStore(options),
    usage: saved?.usage ?? NO_TOKENS,
    userInstructions,
    instructionFiles,
    rules,
    hooks: createSessionHooks(options, hooks, { isResumed: resumePath !== undefined }),
    events,
    agentPlace: options.agent,
  });
  // Hooks run without a sandbox, and the keys in our environment are none of their business.
  if (session.hooks.options.hooks.length > 0) await services.exec.seal();
  restoreHistory(session, options.initialHistory, saved);
  restoreInput(session, options, saved);
  const context = createTurnContext(config, turnSettingsOf(config), services.createModelClient);
  const { cwd, approvalPolicy, sandboxPolicy } = context;
  await session.record([
    ...unansweredOutputs(session.history.items, options.unknownOutcome),
    ...developerInstructionsItem(config),
    ...skillInstructionsItem(config, skills),
    ...(userInstructions === undefined ? [] : [userInstructionsItem(userInstructions, config)]),
    environmentContextItem({ cwd, approvalPolicy, sandboxPolicy, shell }),
  ]);

  for (const { path, message, position } of rules.broken) {
    const where = position === undefined ? "" : `line ${position.line}: `;
    const text = `The rules in ${path} do not count: ${where}${message}`;
    warnings.push({ ...warning("rules-broken", text), location: { file: path, ...position } });
  }
  for (const { path, message } of skills.faults) {
    warnings.push(warning("skill-broken", `The skill ${path} is not used: ${message}`));
  }
  for (const message of options.roleWarnings ?? []) warnings.push(warning("role-broken", message));
  for (const message of hooks.warnings) warnings.push(warning("hook-skipped", message));
  for (const notice of warnings) session.notice(notice);
  undo.move();
  return new Thread(session, context);
}

/** Where a kept thread's goal is; a helper has its task for one, and a fleet keeps none. */
function goalStore({ config, journal, agent }: CreateThreadOptions) {
  const mayHaveOne = isFeatureOn("goals", config.features) === true && journal === undefined && agent === undefined;
  return mayHaveOne ? fileGoalStore(config.codexHome) : undefined;
}

function developerInstructionsItem({ developerInstructions: text }: Config): ResponseItem[] {
  if (text === undefined || text.trim() === "") return [];
  return [{ type: "message", role: "developer", content: [{ type: "input_text", text }] }];
}

function loadRules({
  codexHome,
  cwd,
  trustLevel,
  ignoreRules,
  requirements,
}: Config): CommandRules | Promise<CommandRules> {
  const required = requiredRules(requirements);
  if (ignoreRules) return CommandRules.withoutFiles(codexHome, required);
  return CommandRules.load({ codexHome, cwd, isTrusted: trustLevel === "trusted" }, required);
}

const warning = (code: Notice["code"], message: string): Notice => ({ level: "error", code, message });

async function connectServersOf(
  { config, platform, version, signal: started, onMcpStartup }: CreateThreadOptions,
  { turns, threadId }: { readonly turns: TurnRunner; readonly threadId: string },
  warnings: Notice[],
): Promise<McpConnectionManager | undefined> {
  const connected = await connectMcpServers(config, {
    platform,
    version,
    signal: started,
    onStartup: onMcpStartup && ((startup) => onMcpStartup({ ...startup, threadId })),
    answerElicitation: async (elicitation, signal) =>
      elicitationAnswer(await turns.askOfServer(elicitation, signal).catch((): Answer => ({ type: "cancelled" }))),
  });
  await requireServers(config, connected);
  for (const { server, error } of connected?.failures ?? [])
    warnings.push(warning("mcp-server-failed", `MCP client for \`${server}\` failed to start: ${error.message}`));
  return connected?.manager;
}

/** @throws CodexError `mcp-server-required` when a server without which no session may start is not there. */
async function requireServers({ mcpPolicies }: Config, connected: ConnectedMcp | undefined): Promise<void> {
  const missing = (connected?.failures ?? []).filter(({ server }) => mcpPolicies[server]?.required === true);
  if (missing.length === 0) return;
  await connected?.manager[Symbol.asyncDispose]();
  const reasons = missing.map(({ server, error }) => `the MCP server \`${server}\` is required, but ${error.message}`);
  throw new CodexError("mcp-server-required", reasons.join("\n"));
}

function elicitationAnswer(answer: Answer): Awaited<ReturnType<AnswerElicitation>> {
  switch (answer.type) {
    case "accepted":
      return { action: "accept", content: { ...answer.content } };
    case "cancelled":
      return { action: "cancel" };
    default:
      return { action: "decline" };
  }
}

interface OpenRolloutOptions {
  readonly options: CreateThreadOptions;
  readonly saved: LoadedRollout | undefined;
  readonly resumePath: string | undefined;
  readonly sessionId: string;
  readonly userInstructions: string | undefined;
  readonly git: Promise<GitInfo | undefined> | undefined;
  readonly warnings: Notice[];
}

/** A session that cannot be saved still works, and says so; one that cannot be resumed does not start. */
async function openRollout(open: OpenRolloutOptions): Promise<RolloutRecorder | undefined> {
  const { config, journal } = open.options;
  try {
    if (open.saved !== undefined && open.resumePath !== undefined)
      return await RolloutRecorder.resume(open.resumePath, { ...open.saved, journal });
    return await RolloutRecorder.create({
      journal,
      codexHome: config.codexHome,
      isDeferred: open.options.isKeptWithFirstTurn,
      id: open.sessionId,
      cwd: config.cwd,
      ...originOf(open.options),
      originator: open.options.originator,
      dynamic_tools: open.options.dynamicTools,
      cli_version: open.options.version,
      model_provider: config.modelProviderId,
      instructions: open.userInstructions,
      git: await open.git,
    });
  } catch (error) {
    if (journal !== undefined) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    if (open.saved !== undefined)
      throw new CodexError("rollout-invalid", `failed to resume ${open.resumePath}: ${reason}`, { cause: error });
    const message = `failed to initialize the rollout file, so this session cannot be resumed later: ${reason}`;
    open.warnings.push(warning("save-failed", message));
    return undefined;
  }
}

/** What began the thread, as its file says it. */
function originOf({ agent, source, threadSource }: CreateThreadOptions) {
  if (agent === undefined) return { source, thread_source: threadSource };
  const { parentId: parent_thread_id, depth, nickname: agent_nickname, role: agent_role, path: agent_path } = agent;
  const named = { ...(agent_role !== undefined && { agent_role }), ...(agent_path !== undefined && { agent_path }) };
  const spawn = { parent_thread_id, depth, agent_nickname, ...named };
  return { source: { subagent: { thread_spawn: spawn } }, thread_source: "subagent", parent_thread_id };
}

/** What waited for an earlier process. A fork answers nothing that was said to the other thread; with a journal, others keep it. */
function restoreInput(
  { inputs, recorder, config }: Session,
  { isFork, journal }: CreateThreadOptions,
  saved: LoadedRollout | undefined,
): void {
  for (const { id, ...said } of saved?.waiting ?? []) {
    if (isFork === true || journal !== undefined) recorder?.noteTaken(id);
    else inputs.restore(id, turnInput(config, said));
  }
}

function restoreHistory(
  session: Session,
  initial: readonly ResponseItem[] | undefined,
  saved: LoadedRollout | undefined,
): void {
  session.history.add(initial ?? saved?.items ?? []);
  if (initial !== undefined || saved === undefined) return;
  const carried = CarriedContextSchema.safeParse(saved.carried);
  if (carried.success) session.carried = carried.data;
}
