import type { ApprovalsReviewer, AskForApproval, SandboxMode } from "@codex/app-server-protocol/policies";
import {
  approvalsReviewerOf,
  builtInMode,
  type CliOverride,
  type Config,
  type ConfigOverrides,
  serviceTierNamed,
} from "@codex/core";
import type { RequestedConfig } from "@codex/thread-host";
import type { ClientContext } from "../client-services.js";
import { invalidRequest } from "../rpc-errors.js";
import { type EnvironmentParams, folderNamed } from "./environments.js";
import type { SettingsParams } from "./thread-settings.js";

/** The settings of a thread's configuration in requests; absent or null values come from the configuration files. */
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
  /** null: the server's default tier, whatever the configuration says. */
  readonly serviceTier?: string | null | undefined;
}

/** The settings that a request gives, without the absent ones. */
export function requestedConfig(params: ThreadConfigParams): RequestedConfig {
  if (params.model === "") throw invalidRequest("`model` must not be empty");
  if (params.sandbox != null) refuseBoth("sandbox", params.permissions);
  const settings: CliOverride[] = Object.entries(params.config ?? {}).map(([key, value]) => [key, value]);
  const overrides = given({
    approvalPolicy: params.approvalPolicy ?? undefined,
    approvalsReviewer: params.approvalsReviewer == null ? undefined : approvalsReviewerOf(params.approvalsReviewer),
    baseInstructions: params.baseInstructions ?? undefined,
    // Parity: a folder that does not exist yet is accepted.
    savedCwd: folderNamed(params),
    developerInstructions: params.developerInstructions ?? undefined,
    model: params.model ?? undefined,
    modelProvider: params.modelProvider ?? undefined,
    sandboxMode: params.sandbox ?? (params.permissions == null ? undefined : builtInMode(params.permissions)),
    permissions: params.permissions ?? undefined,
    serviceTier: tierAskedFor(params),
  });
  return { ...overrides, settings };
}

/** Only an absent tier changes nothing; null is the server's default tier. */
export function tierAskedFor({ serviceTier }: Pick<ThreadConfigParams, "serviceTier">): string | undefined {
  return serviceTier === null ? "default" : serviceTierNamed(serviceTier);
}

export async function loadThreadConfig(
  { server, client }: ClientContext,
  params: ThreadConfigParams,
  defaults: ConfigOverrides = {},
): Promise<Config> {
  const { settings, ...overrides } = requestedConfig(params);
  const config = await (await server.host()).loadConfig({ followTrust: true, ...defaults, ...overrides }, settings);
  return {
    ...config,
    responsesOriginator: client.introduction?.name ?? config.responsesOriginator,
    features: { ...config.features, ...server.featureSwitches },
    skills: { ...config.skills, extraRoots: [...server.extraSkillRoots] },
  };
}

/** The settings that come from a permission profile. */
export type ProfileSettings = Pick<Config, "sandboxPolicy" | "restrictions" | "permissionProfile" | "unixSockets">;

/** The settings of the permission profile that a request names, for a folder. Throws -32600 if it cannot be combined or applied. */
export async function settingsOfPermissions(
  context: ClientContext,
  { permissions, sandboxPolicy }: Pick<SettingsParams, "permissions" | "sandboxPolicy">,
  cwd: string,
): Promise<ProfileSettings | undefined> {
  if (permissions == null) return undefined;
  if (sandboxPolicy != null) refuseBoth("sandboxPolicy", permissions);
  return loadThreadConfig(context, { permissions, cwd });
}

function refuseBoth(name: string, permissions: string | null | undefined): void {
  if (permissions != null) throw invalidRequest(`\`permissions\` cannot be combined with \`${name}\``);
}

function given<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}
