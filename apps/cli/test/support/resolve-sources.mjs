// With `node --conditions=@codex/source --import THIS`, examples use the packages' sources, as tests do.
import { registerHooks } from "node:module";

registerHooks({
  resolve(specifier, context, nextResolve) {
    const fromSource = context.parentURL?.endsWith(".ts") && /^\.\.?\//.test(specifier);
    return nextResolve(fromSource ? specifier.replace(/\.js$/, ".ts") : specifier, context);
  },
});
