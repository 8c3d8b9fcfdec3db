import { TemporaryFolder } from "@codex/test-support";
import { expect, test } from "vitest";
import { loadConfig } from "../../src/config/load-config.js";

const load = (codexHome: string) => loadConfig({ codexHome, cwd: codexHome, env: {}, cliOverrides: [], overrides: {} });

test("a catalog defines a model's tools and how it is called", async () => {
  const entry = {
    slug: "m",
    priority: 2,
    shell_type: "unified_exec",
    apply_patch_tool_type: "freeform",
    default_reasoning_level: "low",
    context_window: 1000,
    auto_compact_token_limit: 700,
    truncation_policy: { mode: "bytes", limit: 400 },
    default_reasoning_summary: "detailed",
    support_verbosity: true,
    default_verbosity: "low",
    base_instructions: "Be brief.",
    from_the_future: {},
  };
  using home = new TemporaryFolder({
    "models.json": JSON.stringify({ models: [entry, { slug: "first", priority: 1 }] }),
    "config.toml": 'model = "m"\nmodel_catalog_json = "models.json"\n',
  });
  const config = await load(home.path);
  expect(config.modelCatalog?.map(({ slug }) => slug)).toEqual(["first", "m"]);
  expect(config).toMatchObject({
    modelContextWindow: 1000,
    modelReasoningEffort: "low",
    modelReasoningSummary: "detailed",
    modelFamily: {
      usesUnifiedExec: true,
      applyPatchToolType: "freeform",
      baseInstructions: "Be brief.",
      autoCompactTokens: 700,
      toolOutputTokens: 100,
      takesVerbosity: true,
      defaultVerbosity: "low",
    },
  });
});

test.each(["default", "local", "shell_command"])("a model with the shell type %s gets exec_command", async (type) => {
  using home = new TemporaryFolder({
    "models.json": JSON.stringify({ models: [{ slug: "m", shell_type: type }] }),
    "config.toml": 'model = "m"\nmodel_catalog_json = "models.json"\n',
  });
  expect((await load(home.path)).modelFamily).toMatchObject({ usesUnifiedExec: true, usesLocalShellTool: false });
});

test("an invalid catalog is reported with the position", async () => {
  using home = new TemporaryFolder({
    "models.json": '{"models":[{"slug":3}]}',
    "config.toml": 'model_catalog_json = "models.json"\n',
  });
  await expect(load(home.path)).rejects.toThrow(/model_catalog_json: .*models\.json cannot be used: models\.0\.slug/);
});
