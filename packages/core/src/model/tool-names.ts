// Tools that are mentioned in the instructions.
export const APPLY_PATCH_TOOL_NAME = "apply_patch";
export const UPDATE_PLAN_TOOL_NAME = "update_plan";
/** The group for ungrouped tools, for models that only know groups. */
export const FUNCTIONS_NAMESPACE = "functions";
