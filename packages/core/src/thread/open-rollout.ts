import { CodexError, errorMessage } from "../error.js";
import type { GitInfo } from "../git/git-info.js";
import type { Notice } from "../items/notice.js";
import type { LoadedRollout } from "../rollout/load-rollout.js";
import { RolloutRecorder } from "../rollout/rollout-recorder.js";
import type { CreateThreadOptions } from "./create-thread-options.js";
import { startWarning } from "./start-warnings.js";

interface OpenRolloutOptions {
  readonly options: CreateThreadOptions;
  readonly saved: LoadedRollout | undefined;
  readonly resumePath: string | undefined;
  readonly sessionId: string;
  readonly userInstructions: string | undefined;
  readonly git: Promise<GitInfo | undefined> | undefined;
  readonly warnings: Notice[];
}

/** Opens the rollout. Failing to create one is only a warning; failing to resume one is an error. */
export async function openRollout(open: OpenRolloutOptions): Promise<RolloutRecorder | undefined> {
  const { config, journal, isKeptWithFirstTurn: isDeferred } = open.options;
  try {
    if (open.saved !== undefined && open.resumePath !== undefined)
      return await RolloutRecorder.resume(open.resumePath, { ...open.saved, journal, isDeferred });
    return await RolloutRecorder.create({
      journal,
      codexHome: config.codexHome,
      isDeferred,
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
    const reason = errorMessage(error);
    if (open.saved !== undefined)
      throw new CodexError("rollout-invalid", `failed to resume ${open.resumePath}: ${reason}`, { cause: error });
    const message = `failed to initialize the rollout file, so this session cannot be resumed later: ${reason}`;
    open.warnings.push(startWarning("save-failed", message));
    return undefined;
  }
}

/** What started the thread, for its rollout. */
function originOf({ agent, source, threadSource }: CreateThreadOptions) {
  if (agent === undefined) return { source, thread_source: threadSource };
  const { parentId: parent_thread_id, depth, nickname: agent_nickname, role: agent_role, path: agent_path } = agent;
  const named = { ...(agent_role !== undefined && { agent_role }), ...(agent_path !== undefined && { agent_path }) };
  const spawn = { parent_thread_id, depth, agent_nickname, ...named };
  return { source: { subagent: { thread_spawn: spawn } }, thread_source: "subagent", parent_thread_id };
}
