import type { ApprovalsReviewer, AskForApproval, SandboxMode } from "@codex/app-server-protocol/policies";
import { approvalsReviewerOf, type CliOverride, type Config, type ConfigOverrides } from "@codex/core";
import type { RequestedConfig } from "@codex/thread-host";
import type { ClientContext } from "../client-services.js";
import { invalidRequest } from "../rpc-errors.js";
import { type EnvironmentParams, folderNamed } from "./environments.js";
import type { SettingsParams } from "./thread-settings.js";

/** What requests say of a thread's configuration; what is absent or null comes from the files. */
export interface ThreadConfigParams extends EnvironmentParams {
  readonly approvalPolicy?: AskForApproval | null | undefined;
  readonly approvalsReviewer?: ApprovalsReviewer | null | undefined;
  readonly baseInstructions?: string | null | undefined;
  readonly config?: Readonly<Record<string, unknown>> | null | undefined;
  readonly developerInstructions?: string | null | undefined;
  readonly model?: string | null | undefined;
  readonly modelProvider?: string | null | undefined;
  readonly permissions?: string | null | undefined;
  readonly sandbox?: SandboxMode | null | undefined;
}

/** What a request says, without what it leaves to the files. */
export function requestedConfig(params: ThreadConfigParams): RequestedConfig {
  if (params.model === "") throw invalidRequest("`model` must not be empty");
  if (params.sandbox != null) refuseBoth("sandbox", params.permissions);
  const settings: CliOverride[] = Object.entries(params.config ?? {}).map(([key, value]) => [key, value]);
  const overrides = given({
    approvalPolicy: params.approvalPolicy ?? undefined,
    approvalsReviewer: params.approvalsReviewer == null ? undefined : approvalsReviewerOf(params.approvalsReviewer),
    baseInstructions: params.baseInstructions ?? undefined,
    // Parity: a folder that is not there yet is taken.
    savedCwd: folderNamed(params),
    developerInstructions: params.developerInstructions ?? undefined,
    model: params.model ?? undefined,
    modelProvider: params.modelProvider ?? undefined,
    sandboxMode: params.sandbox ?? sandboxOfProfile(params.permissions),
  });
  return { ...overrides, settings };
}

export async function loadThreadConfig(
  { server, client }: ClientContext,
  params: ThreadConfigParams,
  defaults: ConfigOverrides = {},
): Promise<Config> {
  const { settings, ...overrides } = requestedConfig(params);
  const config = await (await server.host()).loadConfig({ ...defaults, ...overrides }, settings);
  return {
    ...config,
    responsesOriginator: client.introduction?.name ?? config.responsesOriginator,
    features: { ...config.features, ...server.featureSwitches },
    skills: { ...config.skills, extraRoots: [...server.extraSkillRoots] },
  };
}

/** The sandbox of the permission profile that a request names, around a folder. Throws -32600 where it cannot be. */
export async function sandboxOfPermissions(
  context: ClientContext,
  { permissions, sandboxPolicy }: Pick<SettingsParams, "permissions" | "sandboxPolicy">,
  cwd: string,
): Promise<Config["sandboxPolicy"] | undefined> {
  if (permissions == null) return undefined;
  if (sandboxPolicy != null) refuseBoth("sandboxPolicy", permissions);
  return (await loadThreadConfig(context, { permissions, cwd })).sandboxPolicy;
}

function refuseBoth(name: string, permissions: string | null | undefined): void {
  if (permissions != null) throw invalidRequest(`\`permissions\` cannot be combined with \`${name}\``);
}

const PROFILES: Readonly<Record<string, SandboxMode>> = {
  ":read-only": "read-only",
  ":workspace": "workspace-write",
  ":danger-full-access": "danger-full-access",
};

function sandboxOfProfile(id: string | null | undefined): SandboxMode | undefined {
  if (id == null) return undefined;
  const mode = PROFILES[id];
  if (mode === undefined) throw invalidRequest(`no permission profile is called ${id}: see permissionProfile/list`);
  return mode;
}

function given<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}
