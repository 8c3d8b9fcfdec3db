import { compileSchema } from "../../src/compile-schema.js";
import { execEventsJsonSchema, type ThreadEvent, ThreadEventSchema } from "../../src/events/index.js";

const faultsOf = compileSchema(execEventsJsonSchema());

/** The event, checked against both schemas of the wire, neither of which may drop a field. Throws if one does not match. */
export function checkedEvent(value: unknown): ThreadEvent {
  const text = JSON.stringify(value);
  const event = ThreadEventSchema.parse(value);
  if (JSON.stringify(event).length !== text.length) throw new Error(`the schema does not know all of ${text}`);
  const faults = faultsOf(value);
  if (faults.length > 0) throw new Error(`${text}: ${faults.join("; ")}`);
  return event;
}
