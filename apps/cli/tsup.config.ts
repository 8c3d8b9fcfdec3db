import { appConfig } from "../../tsup.app.js";

export default appConfig({ entry: { codex: "src/codex.ts" }, assets: ["assets/demo.jsonl", "assets/path"] });
