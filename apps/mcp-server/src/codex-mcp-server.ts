#!/usr/bin/env node
// The server alone: under this name the `codex` program is `codex mcp`. One build of the engine serves both.
import "@codex/cli/program";
