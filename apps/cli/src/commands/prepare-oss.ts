import {
  type Config,
  checkLmStudioModel,
  LOCAL_PROVIDERS,
  type OllamaPullProgress,
  prepareOllamaModel,
} from "@codex/core";
import type { Io } from "../io.js";

const GIBIBYTE = 1024 ** 3;
/** How often the download is told of, so that a log does not fill with it. */
const STEPS = 20;

/** `--oss`: makes the model ready on this machine's server; a download is told on stderr. */
export async function prepareOss(config: Config, io: Io): Promise<void> {
  const wanted = { provider: config.modelProvider, model: config.model, env: io.env, signal: io.signal };
  if (config.modelProviderId === LOCAL_PROVIDERS.lmstudio.id) return checkLmStudioModel(wanted);
  const tell = createDownloadReport(config.model, (line) => void io.stderr.write(`${line}\n`));
  await prepareOllamaModel({ ...wanted, onProgress: tell });
}

function createDownloadReport(model: string, write: (line: string) => void): (progress: OllamaPullProgress) => void {
  let told = -1;
  return (progress) => {
    if (progress.type === "status" || progress.total === 0) return;
    const step = Math.floor((progress.completed / progress.total) * STEPS);
    if (step <= told) return;
    told = step;
    const [done, total] = [progress.completed, progress.total].map((bytes) => (bytes / GIBIBYTE).toFixed(2));
    write(`Downloading ${model}: ${done} of ${total} GiB`);
  };
}
