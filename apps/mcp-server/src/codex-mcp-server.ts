#!/usr/bin/env node
// The command line's program, which knows by the name of this file that it is `codex mcp` and nothing else.
import "../../cli/src/codex.js";
