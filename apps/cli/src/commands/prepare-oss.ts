import {
  type Config,
  checkLmStudioModel,
  LOCAL_PROVIDERS,
  type OllamaPullProgress,
  prepareOllamaModel,
} from "@codex/core";
import type { Io } from "../io.js";

const GIBIBYTE = 1024 ** 3;
/** How many progress reports a download makes, so that it does not flood logs. */
const STEPS = 20;

/** `--oss`: prepares the model on this machine's server, and reports downloads on stderr. */
export async function prepareOss(config: Config, io: Io): Promise<void> {
  const wanted = { provider: config.modelProvider, model: config.model, env: io.env, signal: io.signal };
  if (config.modelProviderId === LOCAL_PROVIDERS.lmstudio.id) return checkLmStudioModel(wanted);
  const onProgress = createDownloadReport(config.model, (line) => void io.stderr.write(`${line}\n`));
  await prepareOllamaModel({ ...wanted, onProgress });
}

function createDownloadReport(model: string, write: (line: string) => void): (progress: OllamaPullProgress) => void {
  let reported = -1;
  return (progress) => {
    if (progress.type === "status" || progress.total === 0) return;
    const step = Math.floor((progress.completed / progress.total) * STEPS);
    if (step <= reported) return;
    reported = step;
    const [done, total] = [progress.completed, progress.total].map((bytes) => (bytes / GIBIBYTE).toFixed(2));
    write(`Downloading ${model}: ${done} of ${total} GiB`);
  };
}
