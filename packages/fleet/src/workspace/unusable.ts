import { FleetError } from "../fleet-error.js";

export function unusable(message: string, cause?: unknown): FleetError {
  return new FleetError("workspace-unusable", message, { cause });
}
