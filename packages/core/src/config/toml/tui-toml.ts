import * as z from "zod/mini";
import { type Environment, environmentValue } from "../../environment.js";
import { setting } from "../../setting.js";

const NotificationMethodSchema = z.enum(["auto", "osc9", "bell", "bel"]);
const NotificationConditionSchema = z.enum(["unfocused", "always"]);
const NotificationKindSchema = z.enum(["agent-turn-complete", "approval-requested"]);
const ThemeSchema = z.enum(["auto", "dark", "light", "safe"]);

/** The appearance and behaviour of the chat in a terminal. */
export const TuiTomlSchema = z.object({
  theme: setting(
    ThemeSchema,
    "The chat's colours: `auto` depends on the terminal's background, `safe` does not rely on red and green. Default: `auto`.",
  ),
  notifications: setting(
    z.union([z.boolean(), z.array(NotificationKindSchema)]),
    "Whether to notify about finished turns and questions while the window has no focus; or a list of `agent-turn-complete` and `approval-requested`. Default: `true`.",
  ),
  notification_method: setting(
    NotificationMethodSchema,
    "How to notify: `osc9` as a desktop notification by the terminal, `bell` (or `bel`) as a bell, `auto` as the terminal supports. Default: `auto`.",
  ),
  notification_condition: setting(
    NotificationConditionSchema,
    "`always` also notifies while the window has focus: for terminals that do not report focus, usually including tmux. Default: `unfocused`.",
  ),
  animations: setting(
    z.boolean(),
    "Whether to show animations while the model works. Default: `true`, unless `NO_COLOR` is set.",
  ),
  plain: setting(
    z.boolean(),
    "Prints line by line without redrawing, like `--plain`: for screen readers. Default: `false`.",
  ),
  vim_mode_default: setting(z.boolean(), "Starts in vi mode, like `/vim`. Default: `false`."),
  status_line: setting(
    z.array(z.string()),
    "What the status line shows, in this order; `/statusline` lists the names and changes it. Unknown names are ignored.",
  ),
  keymap: setting(
    z.record(z.string(), z.string()),
    'Key bindings, by key: `"ctrl-x" = "transcript"`; `"none"` removes a binding. `/keys` lists the names.',
  ),
});

export interface TuiConfig {
  readonly theme: z.infer<typeof ThemeSchema>;
  readonly notifications: readonly z.infer<typeof NotificationKindSchema>[];
  readonly notificationMethod: Exclude<z.infer<typeof NotificationMethodSchema>, "bel">;
  readonly notificationCondition: z.infer<typeof NotificationConditionSchema>;
  readonly animations: boolean;
  readonly plain: boolean;
  readonly vimModeDefault: boolean;
  /** Undefined: the default status line. */
  readonly statusLine: readonly string[] | undefined;
  readonly keymap: Readonly<Record<string, string>>;
}

export function tuiConfigOf(toml: z.infer<typeof TuiTomlSchema> | undefined, env: Environment): TuiConfig {
  const { theme = "auto", notifications = true, notification_method = "auto" } = toml ?? {};
  return {
    theme,
    notifications:
      typeof notifications !== "boolean" ? notifications : notifications ? NotificationKindSchema.options : [],
    notificationMethod: notification_method === "bel" ? "bell" : notification_method,
    notificationCondition: toml?.notification_condition ?? "unfocused",
    animations: toml?.animations ?? environmentValue(env, "NO_COLOR") === undefined,
    plain: toml?.plain ?? false,
    vimModeDefault: toml?.vim_mode_default ?? false,
    statusLine: toml?.status_line,
    keymap: toml?.keymap ?? {},
  };
}
