export { isBelow, isWithin } from "@codex/linux-sandbox";
