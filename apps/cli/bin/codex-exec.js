#!/usr/bin/env node
// Under this name the `codex` program is another one: see src/program-name.ts.
import "../dist/codex.js";
